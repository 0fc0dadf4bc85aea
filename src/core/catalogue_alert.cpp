#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"alert.bad_duration",
     {"Una duración va de 0 a {max} milisegundos.", "A duration is from 0 to {max} milliseconds.",
      "Uma duração vai de 0 a {max} milissegundos."},
     {"Corrige la duración.", "Correct the duration.", "Corrija a duração."}},
    {"alert.clear_beyond_warning",
     {"El valor de retorno no puede estar más allá del aviso.",
      "The value at which it clears cannot lie beyond the warning.",
      "O valor de retorno não pode ficar além do aviso."},
     {"Acércalo al lado bueno del aviso.", "Put it on the good side of the warning.",
      "Coloque-o do lado bom do aviso."}},
    {"alert.lines_crossed",
     {"El valor crítico no puede alcanzarse antes que el de aviso.",
      "The critical value cannot be reached before the warning.",
      "O valor crítico não pode ser atingido antes do de aviso."},
     {"Cambia warning o critical.", "Change warning or critical.", "Altere warning ou critical."}},
    {"alert.not_a_number",
     {"Un umbral debe ser un número finito.", "A threshold is a finite number.",
      "Um limite precisa ser um número finito."},
     {"Corrige warning, critical o clear.", "Correct warning, critical or clear.",
      "Corrija warning, critical ou clear."}},
    {"alert.out_of_range",
     {"Esta métrica va de {minimum} a {maximum}.",
      "This metric is between {minimum} and {maximum}.",
      "Esta métrica vai de {minimum} a {maximum}."},
     {"Pon un valor de ese intervalo.", "Give a value within it.",
      "Informe um valor desse intervalo."}},
};

}  // namespace

CatalogueRows alert_rows() {
    return rows;
}

}  // namespace core
