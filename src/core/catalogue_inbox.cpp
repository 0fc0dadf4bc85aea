#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"inbox.empty_text",
     {"El mensaje está vacío.", "The message is empty.", "A mensagem está vazia."},
     {"Escribe algo antes de enviar.", "Write something before you send.",
      "Escreva algo antes de enviar."}},
    {"inbox.not_found",
     {"Esta conversación no existe o no la puedes ver.",
      "This conversation does not exist, or you may not see it.",
      "Esta conversa não existe ou você não pode vê-la."},
     {"Vuelve a la lista y elige otra.", "Go back to the list and choose another.",
      "Volte à lista e escolha outra."}},
    {"inbox.text_too_long",
     {"El mensaje tiene más de {max} caracteres.", "The message has more than {max} characters.",
      "A mensagem tem mais de {max} caracteres."},
     {"Divídelo en varios mensajes.", "Split it into several messages.",
      "Divida em várias mensagens."}},
    {"inbox.window_closed",
     {"Han pasado más de 24 horas desde el último mensaje de esta persona.",
      "More than 24 hours have passed since this person's last message.",
      "Passaram mais de 24 horas desde a última mensagem desta pessoa."},
     {"WhatsApp solo permite una plantilla ahora. Espera a que la persona escriba.",
      "WhatsApp allows only a template now. Wait until the person writes.",
      "O WhatsApp só permite um modelo agora. Espere a pessoa escrever."}},
};

}  // namespace

CatalogueRows inbox_rows() {
    return rows;
}

}  // namespace core
