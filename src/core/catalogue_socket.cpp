#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"socket.ack_timeout",
     {"La otra parte no contestó a tiempo.", "The other side did not answer in time.",
      "A outra parte não respondeu a tempo."},
     {"Inténtalo otra vez.", "Try again.", "Tente novamente."}},
    {"socket.disconnected",
     {"La conexión se cerró antes de la respuesta.", "The connection closed before the answer.",
      "A conexão foi fechada antes da resposta."},
     {"Inténtalo otra vez cuando haya conexión.", "Try again once connected.",
      "Tente novamente quando houver conexão."}},
    {"socket.event_failed",
     {"El servidor no pudo atender este evento.", "The server could not handle this event.",
      "O servidor não conseguiu tratar este evento."},
     {"Inténtalo otra vez; si se repite, avisa a quien administra el servidor.",
      "Try again; if it happens again, tell whoever runs the server.",
      "Tente novamente; se repetir, avise quem administra o servidor."}},
    {"socket.memory_pressure",
     {"Al servidor le falta memoria, y por ahora no toma más conexiones.",
      "The server is short of memory, and takes no more connections for now.",
      "O servidor está com pouca memória e por enquanto não aceita mais conexões."},
     {"Se intenta de nuevo solo.", "It is tried again by itself.",
      "Uma nova tentativa é automática."}},
    {"socket.too_many_acks",
     {"Esperan demasiadas respuestas.", "Too many answers are being waited for.",
      "Há respostas demais em espera."},
     {"Espera un momento.", "Wait a moment.", "Espere um momento."}},
    {"socket.too_many_connections",
     {"El servidor ya tiene todas las conexiones que admite.",
      "The server has all the connections that it takes.",
      "O servidor já tem todas as conexões que aceita."},
     {"Se intenta de nuevo solo. Cierra pestañas que no uses, o sube SOCKET_MAX_CONNECTIONS.",
      "It is tried again by itself. Close tabs you do not use, or raise SOCKET_MAX_CONNECTIONS.",
      "Uma nova tentativa é automática. Feche abas que não usa, ou aumente "
      "SOCKET_MAX_CONNECTIONS."}},
    {"socket.too_many_events",
     {"Demasiados eventos en poco tiempo.", "Too many events in a short time.",
      "Eventos demais em pouco tempo."},
     {"Espera un segundo y vuelve a intentarlo.", "Wait a second and try again.",
      "Espere um segundo e tente novamente."}},
};

}  // namespace

CatalogueRows socket_rows() {
    return rows;
}

}  // namespace core
