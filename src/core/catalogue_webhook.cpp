#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"webhook.bad_signature",
     {"La firma del webhook falta o no es correcta.",
      "The webhook's signature is missing or wrong.",
      "A assinatura do webhook falta ou está errada."},
     {"Comprueba que WHATSAPP_APP_SECRET es la clave secreta de la aplicación en Meta.",
      "Check that WHATSAPP_APP_SECRET is the app secret of the app at Meta.",
      "Verifique se WHATSAPP_APP_SECRET é a chave secreta do aplicativo na Meta."}},
    {"webhook.bad_verify_token",
     {"El token de verificación no es el de este servidor.",
      "The verify token is not this server's.", "O token de verificação não é o deste servidor."},
     {"Escribe en Meta el mismo valor que tiene WEBHOOK_VERIFY_TOKEN.",
      "Enter at Meta the same value that WEBHOOK_VERIFY_TOKEN has.",
      "Informe na Meta o mesmo valor que WEBHOOK_VERIFY_TOKEN tem."}},
    {"webhook.id_missing",
     {"Al mensaje o al estado le falta su identificador.", "The message or status lacks its id.",
      "Falta o identificador da mensagem ou do status."},
     {}},
    {"webhook.number_missing",
     {"El webhook no dice de qué número de WhatsApp es.",
      "The webhook does not say which WhatsApp number it is about.",
      "O webhook não diz de qual número de WhatsApp é."},
     {}},
    {"webhook.page_hint",
     {"En la configuración de webhooks de la aplicación en Meta, escribe esta dirección y el valor "
      "de WEBHOOK_VERIFY_TOKEN, y suscribe el campo messages.",
      "In the webhook settings of the app at Meta, enter this address and the value of "
      "WEBHOOK_VERIFY_TOKEN, and subscribe the field messages.",
      "Nas configurações de webhooks do aplicativo na Meta, informe este endereço e o valor de "
      "WEBHOOK_VERIFY_TOKEN, e assine o campo messages."},
     {}},
    {"webhook.page_text",
     {"Esta dirección funciona. Aquí entrega Meta los mensajes de WhatsApp; no es una página para "
      "personas.",
      "This address works. Meta delivers WhatsApp messages here; it is not a page for people.",
      "Este endereço funciona. A Meta entrega aqui as mensagens do WhatsApp; não é uma página para "
      "pessoas."},
     {}},
    {"webhook.page_title", {"Webhook de WhatsApp", "WhatsApp webhook", "Webhook do WhatsApp"}, {}},
    {"webhook.sender_missing",
     {"El mensaje no dice de quién es.", "The message does not say who wrote it.",
      "A mensagem não diz de quem é."},
     {}},
    {"webhook.too_many_items",
     {"El webhook trae demasiados elementos.", "The webhook holds too many items.",
      "O webhook traz itens demais."},
     {}},
    {"webhook.undone",
     {"El elemento se deshizo sin decir por qué.", "The item was undone without a reason.",
      "O item foi desfeito sem motivo."},
     {}},
    {"webhook.unknown_shape",
     {"El cuerpo no tiene la forma de un webhook.", "The body does not have a webhook's shape.",
      "O corpo não tem a forma de um webhook."},
     {}},
};

}  // namespace

CatalogueRows webhook_rows() {
    return rows;
}

}  // namespace core
