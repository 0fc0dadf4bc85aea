#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"data.empty",
     {"El archivo {path} está vacío.", "The file {path} is empty.", "O arquivo {path} está vazio."},
     {"Recupera su contenido de una copia. Si lo borras se crea otro, y lo que se cifró o firmó "
      "con el anterior se pierde.",
      "Put back what it held from a backup. If you delete it, a new one is made, and what the old "
      "one sealed or signed is lost.",
      "Recupere o conteúdo de uma cópia. Se você o apagar, outro é criado, e o que o anterior "
      "cifrou ou assinou se perde."}},
    {"data.in_use",
     {"Otro proceso ya usa la carpeta de datos {path}.",
      "Another process is using the data folder {path}.",
      "Outro processo já usa a pasta de dados {path}."},
     {"Detén el otro servidor, o elige otra carpeta con --data.",
      "Stop the other server, or choose another folder with --data.",
      "Pare o outro servidor, ou escolha outra pasta com --data."}},
    {"data.not_readable",
     {"No se puede leer {path}: {reason}.", "{path} cannot be read: {reason}.",
      "Não é possível ler {path}: {reason}."},
     {"El usuario del servidor debe ser su dueño (chown). No lo borres: sin él se pierde lo que "
      "cifró o firmó.",
      "The server's user must own it (chown). Do not delete it: what it sealed or signed would be "
      "lost.",
      "O usuário do servidor deve ser o dono (chown). Não o apague: sem ele se perde o que cifrou "
      "ou assinou."}},
    {"data.not_there",
     {"No hay una carpeta de datos de Chasqui en {path}.",
      "There is no data folder of Chasqui at {path}.",
      "Não há uma pasta de dados do Chasqui em {path}."},
     {"Indica con --data la que usa el servidor.", "Name the server's with --data.",
      "Indique com --data a que o servidor usa."}},
    {"data.not_writable",
     {"No se puede escribir en la carpeta de datos {path}: {reason}.",
      "The data folder {path} cannot be written: {reason}.",
      "Não é possível gravar na pasta de dados {path}: {reason}."},
     {"Da permiso de escritura al usuario de Chasqui, o elige otra carpeta con --data.",
      "Let Chasqui's user write to it, or choose another folder with --data.",
      "Dê permissão de gravação ao usuário do Chasqui, ou escolha outra pasta com --data."}},
    {"data.wrong_kind",
     {"La carpeta de datos {path} es de tipo {kind}.", "The data folder {path} is of kind {kind}.",
      "A pasta de dados {path} é do tipo {kind}."},
     {"Una carpeta nace para demo o para serve y no cambia: elige otra con --data.",
      "A folder is born for demo or for serve and stays so: choose another with --data.",
      "Uma pasta nasce para demo ou para serve e não muda: escolha outra com --data."}},
};

}  // namespace

CatalogueRows data_rows() {
    return rows;
}

}  // namespace core
