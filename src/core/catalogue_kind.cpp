#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    // The words of a code that has no row of its own.
    {"kind.invalid",
     {"La solicitud no es válida.", "The request is not valid.", "A solicitação não é válida."},
     {"Revisa los datos y vuelve a intentarlo.", "Check the data and try again.",
      "Verifique os dados e tente de novo."}},
    {"kind.unauthenticated",
     {"Necesitas iniciar sesión.", "You need to sign in.", "Você precisa entrar."},
     {"Inicia sesión y vuelve a intentarlo.", "Sign in and try again.", "Entre e tente de novo."}},
    {"kind.forbidden",
     {"No tienes permiso para esto.", "You may not do this.", "Você não tem permissão para isto."},
     {"Pide permiso a quien administra Chasqui.", "Ask an administrator of Chasqui for it.",
      "Peça permissão a quem administra o Chasqui."}},
    {"kind.not_found",
     {"No se encontró lo que buscas.", "What you look for was not found.",
      "O que você procura não foi encontrado."},
     {"Puede que ya no exista. Vuelve atrás y recarga la lista.",
      "It may be gone. Go back and load the list again.",
      "Talvez não exista mais. Volte e recarregue a lista."}},
    {"kind.conflict",
     {"Esto ya no es posible en el estado actual.", "This is not possible in the present state.",
      "Isto não é possível no estado atual."},
     {"Recarga la página y mira qué ha cambiado.", "Reload the page and see what has changed.",
      "Recarregue a página e veja o que mudou."}},
    {"kind.too_large",
     {"Lo enviado es demasiado grande.", "What was sent is too large.",
      "O que foi enviado é grande demais."},
     {"Envía menos de una vez.", "Send less at a time.", "Envie menos de cada vez."}},
    {"kind.unprocessable",
     {"La misma clave de repetición llegó con otro contenido.",
      "The same idempotency key came with another content.",
      "A mesma chave de repetição chegou com outro conteúdo."},
     {"Usa una clave nueva para cada solicitud distinta.", "Use a new key for each new request.",
      "Use uma chave nova para cada solicitação diferente."}},
    {"kind.rate_limited",
     {"Demasiadas solicitudes en poco tiempo.", "Too many requests in a short time.",
      "Solicitações demais em pouco tempo."},
     {"Espera un momento y vuelve a intentarlo.", "Wait a moment and try again.",
      "Espere um momento e tente de novo."}},
    {"kind.internal",
     {"Algo falló en el servidor.", "Something failed in the server.", "Algo falhou no servidor."},
     {"Vuelve a intentarlo. Si se repite, da este número de solicitud a quien administra Chasqui.",
      "Try again. If it happens again, give this request's number to an administrator of Chasqui.",
      "Tente de novo. Se acontecer outra vez, passe este número da solicitação a quem administra "
      "o Chasqui."}},
    {"kind.unavailable",
     {"El servidor está ocupado.", "The server is busy.", "O servidor está ocupado."},
     {"Vuelve a intentarlo en unos segundos.", "Try again in a few seconds.",
      "Tente de novo em alguns segundos."}},
};

}  // namespace

CatalogueRows kind_rows() {
    return rows;
}

}  // namespace core
