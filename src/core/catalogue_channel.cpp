#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"channel.bad_kind",
     {"Ese tipo de canal no existe.", "There is no such kind of channel.",
      "Esse tipo de canal não existe."},
     {"Usa webhook, slack, email o whatsapp.", "Use webhook, slack, email or whatsapp.",
      "Use webhook, slack, email ou whatsapp."}},
    {"channel.bad_name",
     {"Un canal tiene un nombre de 1 a {max} bytes.", "A channel has a name of 1 to {max} bytes.",
      "Um canal tem um nome de 1 a {max} bytes."},
     {"Ponle un nombre.", "Give it a name.", "Dê um nome a ele."}},
    {"channel.bad_recipients",
     {"Faltan destinatarios, son más de {max} o uno no es válido.",
      "Recipients are missing, more than {max}, or one is not valid.",
      "Faltam destinatários, são mais de {max} ou um não é válido."},
     {"Escribe direcciones de correo, o teléfonos como +34600000001.",
      "Give mail addresses, or phones like +34600000001.",
      "Informe endereços de e-mail ou telefones como +34600000001."}},
    {"channel.bad_severity",
     {"La gravedad mínima es warning o critical.", "The least severity is warning or critical.",
      "A gravidade mínima é warning ou critical."},
     {"Corrige minimumSeverity.", "Correct minimumSeverity.", "Corrija minimumSeverity."}},
    {"channel.bad_template",
     {"Falta el nombre de la plantilla.", "The template's name is missing.",
      "Falta o nome do modelo."},
     {"Indica template.", "Give template.", "Informe template."}},
    {"channel.bad_url",
     {"La dirección del canal no es una URL http o https.",
      "The channel's address is no http or https URL.",
      "O endereço do canal não é uma URL http ou https."},
     {"Corrige url.", "Correct url.", "Corrija url."}},
    {"channel.not_found",
     {"Ese canal no existe.", "There is no such channel.", "Esse canal não existe."},
     {"Vuelve a cargar la lista.", "Load the list again.", "Recarregue a lista."}},
    {"channel.too_many",
     {"Ya hay {max} canales.", "There are {max} channels already.", "Já há {max} canais."},
     {"Quita uno que no uses.", "Remove one that you do not use.", "Remova um que você não usa."}},
};

}  // namespace

CatalogueRows channel_rows() {
    return rows;
}

}  // namespace core
