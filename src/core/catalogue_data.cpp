#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"data.cannot_open",
     {"No se puede abrir la base de datos {path}: {reason}. Es de {owner}, y este proceso corre "
      "como {user}.",
      "The database {path} cannot be opened: {reason}. It belongs to {owner}, and this process "
      "runs as {user}.",
      "Não é possível abrir o banco de dados {path}: {reason}. Ele pertence a {owner}, e este "
      "processo roda como {user}."},
     {"El usuario del servidor debe ser dueño de la carpeta y de lo que hay en ella: chown -R.",
      "The server's user must own the folder and all that is in it: chown -R.",
      "O usuário do servidor deve ser dono da pasta e de tudo o que há nela: chown -R."}},
    {"data.damaged",
     {"La base de datos {path} está dañada: {reason}.", "The database {path} is damaged: {reason}.",
      "O banco de dados {path} está danificado: {reason}."},
     {"Guarda aparte la carpeta entera, revisa el disco y pon en su lugar la última copia buena.",
      "Put the whole folder aside, look at the disk, and put the last good copy in its place.",
      "Guarde a pasta inteira à parte, verifique o disco e ponha no lugar a última cópia boa."}},
    {"data.empty",
     {"El archivo {path} está vacío.", "The file {path} is empty.", "O arquivo {path} está vazio."},
     {"Recupera su contenido de una copia. Si lo borras se crea otro, y lo que se cifró o firmó "
      "con el anterior se pierde.",
      "Put back what it held from a backup. If you delete it, a new one is made, and what the old "
      "one sealed or signed is lost.",
      "Recupere o conteúdo de uma cópia. Se você o apagar, outro é criado, e o que o anterior "
      "cifrou ou assinou se perde."}},
    {"data.failed",
     {"La base de datos {path} no se puede usar: {reason}.",
      "The database {path} cannot be used: {reason}.",
      "O banco de dados {path} não pode ser usado: {reason}."},
     {"Revisa el disco: espacio libre, permisos y errores (dmesg).",
      "Look at the disk: free space, permissions and errors (dmesg).",
      "Verifique o disco: espaço livre, permissões e erros (dmesg)."}},
    {"data.in_use",
     {"Otro proceso ya usa la carpeta de datos {path}.",
      "Another process is using the data folder {path}.",
      "Outro processo já usa a pasta de dados {path}."},
     {"Detén el otro servidor, o elige otra carpeta con --data.",
      "Stop the other server, or choose another folder with --data.",
      "Pare o outro servidor, ou escolha outra pasta com --data."}},
    {"data.newer",
     {"La base de datos {path} es de una versión más nueva de Chasqui: conoce la migración "
      "{migration}.",
      "The database {path} was made by a newer version of Chasqui: it knows migration {migration}.",
      "O banco de dados {path} é de uma versão mais nova do Chasqui: conhece a migração "
      "{migration}."},
     {"Arranca aquella versión, o pon en su lugar una copia anterior a la actualización "
      "({path}.before-migration es la última).",
      "Start that version, or put a copy from before the upgrade in its place "
      "({path}.before-migration is the last one).",
      "Inicie aquela versão, ou ponha no lugar uma cópia anterior à atualização "
      "({path}.before-migration é a última)."}},
    {"data.not_a_database",
     {"El archivo {path} no es una base de datos de Chasqui.",
      "The file {path} is not a database of Chasqui.",
      "O arquivo {path} não é um banco de dados do Chasqui."},
     {"Quita de ahí ese archivo y pon la última copia buena, o elige otra carpeta con --data.",
      "Take that file away and put the last good copy there, or choose another folder with --data.",
      "Tire esse arquivo daí e ponha a última cópia boa, ou escolha outra pasta com --data."}},
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
    {"data.other_version",
     {"La base de datos {path} es de otra versión de Chasqui: la migración {migration} no es la "
      "que "
      "esta lleva.",
      "The database {path} was made by another version of Chasqui: migration {migration} is not "
      "the "
      "one that this version carries.",
      "O banco de dados {path} é de outra versão do Chasqui: a migração {migration} não é a que "
      "esta leva."},
     {"Arranca la versión que la creó, o pon en su lugar una copia.",
      "Start the version that made it, or put a copy in its place.",
      "Inicie a versão que o criou, ou ponha uma cópia no lugar."}},
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
