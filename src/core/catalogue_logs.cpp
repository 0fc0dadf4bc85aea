#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"logs.no_files",
     {"En {path} no hay registros.", "There are no logs in {path}.", "Não há registros em {path}."},
     {"Indica con --data la carpeta de un servidor que haya arrancado.",
      "Give with --data the folder of a server that has started.",
      "Indique com --data a pasta de um servidor que já iniciou."}},
    {"logs.since",
     {"«{since}» no es una hora ni un tiempo.", "“{since}” is neither a time nor a while.",
      "“{since}” não é uma hora nem um período."},
     {"Usa por ejemplo 15m, 2h, 7d o 2026-11-24T07:00:00Z.",
      "Use 15m, 2h, 7d or 2026-11-24T07:00:00Z, for example.",
      "Use por exemplo 15m, 2h, 7d ou 2026-11-24T07:00:00Z."}},
    {"logs.too_many",
     {"La página envía demasiados registros.", "The page sends too many log entries.",
      "A página envia registros demais."},
     {"Espera un minuto: la página los guarda y los vuelve a enviar.",
      "Wait a minute: the page keeps them and sends them again.",
      "Espere um minuto: a página os guarda e envia de novo."}},
    {"logs.unknown_level",
     {"No hay nivel de registro «{level}».", "There is no log level “{level}”.",
      "Não há nível de registro “{level}”."},
     {"Usa uno de estos: {choices}.", "Use one of these: {choices}.", "Use um destes: {choices}."}},
    {"logs.unknown_module",
     {"No hay módulo «{module}».", "There is no module “{module}”.", "Não há módulo “{module}”."},
     {"Usa uno de estos: {choices}.", "Use one of these: {choices}.", "Use um destes: {choices}."}},
};

}  // namespace

CatalogueRows logs_rows() {
    return rows;
}

}  // namespace core
