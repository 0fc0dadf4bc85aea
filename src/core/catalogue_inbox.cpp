#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"inbox.empty_text",
     {"El mensaje está vacío.", "The message is empty.", "A mensagem está vazia."},
     {"Escribe algo antes de enviar.", "Write something before you send.",
      "Escreva algo antes de enviar."}},
    {"inbox.no_case",
     {"Esta conversación no tiene ningún caso.", "This conversation has no case.",
      "Esta conversa não tem nenhum caso."},
     {"Un caso se abre cuando la persona escribe.", "A case opens when the person writes.",
      "Um caso é aberto quando a pessoa escreve."}},
    {"inbox.no_open_case",
     {"Esta conversación no tiene ningún caso abierto.", "This conversation has no open case.",
      "Esta conversa não tem nenhum caso aberto."},
     {"Recarga la conversación para ver su estado.", "Reload the conversation to see its state.",
      "Recarregue a conversa para ver o estado."}},
    {"inbox.not_found",
     {"Esta conversación no existe o no la puedes ver.",
      "This conversation does not exist, or you may not see it.",
      "Esta conversa não existe ou você não pode vê-la."},
     {"Vuelve a la lista y elige otra.", "Go back to the list and choose another.",
      "Volte à lista e escolha outra."}},
    {"inbox.snooze_past",
     {"La hora elegida ya pasó.", "The chosen time is past.", "A hora escolhida já passou."},
     {"Elige una hora futura.", "Choose a time to come.", "Escolha uma hora futura."}},
    {"inbox.snooze_too_far",
     {"Se puede posponer {days} días como mucho.", "It can be snoozed for {days} days at most.",
      "É possível adiar por no máximo {days} dias."},
     {"Elige una fecha más cercana.", "Choose a nearer date.", "Escolha uma data mais próxima."}},
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
