#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"outbox.expired",
     {"El mensaje no se pudo enviar a tiempo.", "The message could not be sent in time.",
      "A mensagem não pôde ser enviada a tempo."},
     {"Escríbelo de nuevo si todavía hace falta.", "Write it again if it is still needed.",
      "Escreva de novo se ainda for preciso."}},
    {"outbox.left",
     {"Se dejó sin volver a enviar.", "It was left without sending it again.",
      "Foi deixada sem reenviar."},
     {"Escribe un mensaje nuevo si hace falta.", "Write a new message if one is needed.",
      "Escreva uma mensagem nova se for preciso."}},
    {"outbox.not_waiting",
     {"Este mensaje no espera una decisión.", "This message does not wait for a decision.",
      "Esta mensagem não espera uma decisão."},
     {"Recarga la conversación para ver su estado.", "Reload the conversation to see its state.",
      "Recarregue a conversa para ver o estado."}},
    {"outbox.under_way",
     {"El mensaje ya está en camino y no se puede cancelar.",
      "The message is under way and cannot be cancelled.",
      "A mensagem já está a caminho e não pode ser cancelada."},
     {"Espera a ver si llega.", "Wait to see whether it arrives.", "Espere para ver se chega."}},
    {"outbox.unknown_number",
     {"Este número de WhatsApp no tiene credenciales.", "This WhatsApp number has no credentials.",
      "Este número de WhatsApp não tem credenciais."},
     {"Quien administra Chasqui debe conectarlo: WHATSAPP_ACCESS_TOKEN y WHATSAPP_PHONE_NUMBER_ID "
      "al iniciar, o PUT /api/whatsapp/numbers.",
      "An administrator of Chasqui must connect it: WHATSAPP_ACCESS_TOKEN and "
      "WHATSAPP_PHONE_NUMBER_ID at the start, or PUT /api/whatsapp/numbers.",
      "Quem administra o Chasqui precisa conectá-lo: WHATSAPP_ACCESS_TOKEN e "
      "WHATSAPP_PHONE_NUMBER_ID ao iniciar, ou PUT /api/whatsapp/numbers."}},
};

}  // namespace

CatalogueRows outbox_rows() {
    return rows;
}

}  // namespace core
