#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"json.malformed",
     {"El cuerpo de la solicitud no es JSON.", "The request's body is not JSON.",
      "O corpo da solicitação não é JSON."},
     {"Envía un objeto JSON en UTF-8.", "Send a JSON object in UTF-8.",
      "Envie um objeto JSON em UTF-8."}},
    {"json.missing",
     {"Falta el campo «{field}».", "The field “{field}” is missing.", "Falta o campo “{field}”."},
     {"Añádelo y vuelve a enviar.", "Add it and send again.", "Adicione e envie de novo."}},
    {"json.not_an_object",
     {"Se esperaba un objeto JSON.", "A JSON object was expected.", "Era esperado um objeto JSON."},
     {"Envía los campos con sus nombres, entre llaves.", "Send the fields by name, between braces.",
      "Envie os campos com seus nomes, entre chaves."}},
    {"json.too_deep",
     {"El JSON tiene más de {max} niveles.", "The JSON has more than {max} levels.",
      "O JSON tem mais de {max} níveis."},
     {"Envía un objeto con menos niveles.", "Send an object with fewer levels.",
      "Envie um objeto com menos níveis."}},
    {"json.type",
     {"El campo «{field}» no es de tipo {expected}.",
      "The field “{field}” is not of type {expected}.",
      "O campo “{field}” não é do tipo {expected}."},
     {"Corrige su valor y vuelve a enviar.", "Correct its value and send again.",
      "Corrija o valor e envie de novo."}},
    {"json.value",
     {"El campo «{field}» tiene un valor que no se admite.",
      "The field “{field}” has a value that is not taken.",
      "O campo “{field}” tem um valor que não é aceito."},
     {"Corrige su valor y vuelve a enviar.", "Correct its value and send again.",
      "Corrija o valor e envie de novo."}},
};

}  // namespace

CatalogueRows json_rows() {
    return rows;
}

}  // namespace core
