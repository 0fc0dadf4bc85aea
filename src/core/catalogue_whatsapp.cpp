#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"whatsapp.bad_base_url",
     {"La dirección de la API debe empezar por http:// o https://.",
      "The API's address must begin with http:// or https://.",
      "O endereço da API deve começar com http:// ou https://."},
     {"La de Meta es https://graph.facebook.com.", "Meta's is https://graph.facebook.com.",
      "O da Meta é https://graph.facebook.com."}},
    {"whatsapp.bad_cursor",
     {"El cursor no es de esta lista.", "The cursor is not of this list.",
      "O cursor não é desta lista."},
     {"Vuelve a empezar sin cursor.", "Begin again without a cursor.",
      "Comece de novo sem cursor."}},
    {"whatsapp.credentials_missing",
     {"Faltan datos para conectar el número de WhatsApp.",
      "Data to connect the WhatsApp number is missing.",
      "Faltam dados para conectar o número de WhatsApp."},
     {"Indica el token de acceso, la dirección de la API y su versión.",
      "Give the access token, the API's address and its version.",
      "Informe o token de acesso, o endereço da API e a versão."}},
    {"whatsapp.limit",
     {"Una página tiene de 1 a {max} elementos.", "A page has 1 to {max} items.",
      "Uma página tem de 1 a {max} itens."},
     {"Corrige limit y vuelve a pedir.", "Correct limit and ask again.",
      "Corrija limit e peça de novo."}},
    {"whatsapp.no_number",
     {"Aún no hay un número de WhatsApp conectado: no se puede responder.",
      "No WhatsApp number is connected yet: nobody can be answered.",
      "Ainda não há um número de WhatsApp conectado: não é possível responder."},
     {"Define {settings} y reinicia.", "Set {settings} and start again.",
      "Defina {settings} e reinicie."}},
};

}  // namespace

CatalogueRows whatsapp_rows() {
    return rows;
}

}  // namespace core
