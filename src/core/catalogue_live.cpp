#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"live.catching_up",
     {"Esta conexión ya se está poniendo al día.", "This connection is catching up already.",
      "Esta conexão já está se atualizando."},
     {"Espera a que termine.", "Wait until that is done.", "Espere até terminar."}},
    {"live.join_failed",
     {"No se pudo abrir la conversación ahora.", "The conversation could not be entered now.",
      "Não foi possível entrar na conversa agora."},
     {"Inténtalo otra vez en un momento.", "Try again in a moment.",
      "Tente novamente em um momento."}},
    {"live.not_joined",
     {"Esta conexión no está en esa conversación.", "This connection is not in that conversation.",
      "Esta conexão não está nessa conversa."},
     {"Entra primero con join_conversation.", "Enter it first, with join_conversation.",
      "Entre primeiro com join_conversation."}},
    {"live.replay_failed",
     {"No se pudo leer lo que pasó mientras no había conexión.",
      "What happened while you were away could not be read.",
      "Não foi possível ler o que aconteceu enquanto não havia conexão."},
     {"Se intenta de nuevo solo.", "It is tried again by itself.",
      "Uma nova tentativa é automática."}},
    {"live.too_many_joined",
     {"Una conexión mira como mucho {max} conversaciones a la vez.",
      "A connection looks at {max} conversations at most.",
      "Uma conexão olha no máximo {max} conversas ao mesmo tempo."},
     {"Sal de alguna con leave_conversation.", "Leave one with leave_conversation.",
      "Saia de alguma com leave_conversation."}},
    {"live.unknown_event",
     {"Chasqui no conoce ese evento.", "Chasqui does not know that event.",
      "O Chasqui não conhece esse evento."},
     {"Revisa su nombre.", "Check its name.", "Verifique o nome."}},
};

}  // namespace

CatalogueRows live_rows() {
    return rows;
}

}  // namespace core
