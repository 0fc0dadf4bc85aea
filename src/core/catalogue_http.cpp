#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"http.failed",
     {"Algo falló en el servidor.", "Something failed in the server.", "Algo falhou no servidor."},
     {"Vuelve a intentarlo. Si se repite, da este número de solicitud a quien administra Chasqui.",
      "Try again. If it happens again, give this request's number to an administrator of Chasqui.",
      "Tente de novo. Se acontecer outra vez, passe este número da solicitação a quem administra o "
      "Chasqui."}},
    {"http.foreign_origin",
     {"Esta página es de otro origen.", "This page is of another origin.",
      "Esta página é de outra origem."},
     {"Abre la página de Chasqui, o añade su origen a CORS_ORIGINS.",
      "Open Chasqui's own page, or add the origin to CORS_ORIGINS.",
      "Abra a página do Chasqui, ou adicione a origem a CORS_ORIGINS."}},
    {"http.idempotency_key_reused",
     {"Esta Idempotency-Key ya se usó con otro contenido.",
      "This Idempotency-Key was used with another content.",
      "Esta Idempotency-Key já foi usada com outro conteúdo."},
     {"Usa una clave nueva para cada solicitud distinta.", "Use a new key for each new request.",
      "Use uma chave nova para cada solicitação diferente."}},
    {"http.idempotency_key_too_long",
     {"La Idempotency-Key tiene más de {max} bytes.",
      "The Idempotency-Key is longer than {max} bytes.",
      "A Idempotency-Key tem mais de {max} bytes."},
     {"Usa una más corta, un UUID por ejemplo.", "Use a shorter one, a UUID for example.",
      "Use uma mais curta, um UUID por exemplo."}},
    {"http.idempotency_under_way",
     {"La primera solicitud con esta clave aún está en curso.",
      "The first request with this key is still under way.",
      "A primeira solicitação com esta chave ainda está em andamento."},
     {"Espera un momento y vuelve a intentarlo.", "Wait a moment and try again.",
      "Espere um momento e tente de novo."}},
    {"http.method_not_allowed",
     {"Esta dirección no admite ese método.", "This address does not take that method.",
      "Este endereço não aceita esse método."},
     {"Mira en /openapi.json qué métodos admite.",
      "See /openapi.json for the methods that it takes.",
      "Veja em /openapi.json quais métodos ele aceita."}},
    {"http.no_such_path",
     {"Esta dirección no existe.", "There is no such address.", "Este endereço não existe."},
     {"Mira en /openapi.json las que hay.", "See /openapi.json for those there are.",
      "Veja em /openapi.json os que existem."}},
    {"http.overloaded",
     {"El servidor tiene demasiado que hacer a la vez.", "The server has too much to do at once.",
      "O servidor tem coisas demais para fazer ao mesmo tempo."},
     {"Vuelve a intentarlo en unos segundos.", "Try again in a few seconds.",
      "Tente de novo em alguns segundos."}},
};

}  // namespace

CatalogueRows http_rows() {
    return rows;
}

}  // namespace core
