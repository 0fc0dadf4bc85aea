#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"app.memory_pressure",
     {"Al servidor le falta memoria: por ahora no da listas.",
      "The server is short of memory: it gives no lists for now.",
      "O servidor está com pouca memória: por enquanto não fornece listas."},
     {"Vuelve a intentarlo en unos segundos.", "Try again in a few seconds.",
      "Tente de novo em alguns segundos."}},
    {"control.unknown_command",
     {"El servidor no conoce la orden {command}.",
      "The server does not know the command {command}.",
      "O servidor não conhece o comando {command}."},
     {"Usa la misma versión de chasqui que el servidor.",
      "Use the same version of chasqui as the server.",
      "Use a mesma versão do chasqui que o servidor."}},
    {"demo.customers", {"clientes", "customers", "clientes"}, {"", "", ""}},
    {"demo.loopback_only",
     {"demo solo escucha en esta máquina, no en {address}.",
      "demo listens on this machine alone, not on {address}.",
      "demo só escuta nesta máquina, não em {address}."},
     {"Usa --listen 127.0.0.1:PUERTO; para abrirlo a otros está serve.",
      "Use --listen 127.0.0.1:PORT; serve is there to open it to others.",
      "Use --listen 127.0.0.1:PORTA; para abrir a outros existe serve."}},
    {"demo.password", {"contraseña", "password", "senha"}, {"", "", ""}},
    {"demo.user", {"usuario", "user", "usuário"}, {"", "", ""}},
    {"metrics.token_needed",
     {"Las métricas piden un token fuera de esta máquina.",
      "Metrics need a token from outside this machine.",
      "As métricas pedem um token fora desta máquina."},
     {"Envía Authorization: Bearer con el METRICS_TOKEN del servidor.",
      "Send Authorization: Bearer with the server's METRICS_TOKEN.",
      "Envie Authorization: Bearer com o METRICS_TOKEN do servidor."}},
    {"setup.link",
     {"Nadie administra todavía. Crea la primera cuenta en los próximos 30 minutos con este enlace "
      "de un solo uso:",
      "Nobody administers yet. Make the first account within 30 minutes with this one-time link:",
      "Ninguém administra ainda. Crie a primeira conta nos próximos 30 minutos com este link de "
      "uso único:"},
     {"", "", ""}},
    {"store.broken",
     {"El disco falló al guardar en {path}: {reason}. El servidor termina para no confirmar nada "
      "que pueda perderse.",
      "The disk failed while storing into {path}: {reason}. The server ends, so as to confirm "
      "nothing that may be lost.",
      "O disco falhou ao gravar em {path}: {reason}. O servidor termina para não confirmar nada "
      "que possa se perder."},
     {"Revisa el disco (dmesg, espacio, SMART) y vuelve a arrancar: lo confirmado está guardado.",
      "Look at the disk (dmesg, space, SMART) and start again: what was confirmed is stored.",
      "Verifique o disco (dmesg, espaço, SMART) e inicie de novo: o confirmado está gravado."}},
    {"store.unavailable",
     {"El servidor no puede guardar ahora.", "The server cannot store anything right now.",
      "O servidor não consegue gravar agora."},
     {"No se guardó nada. Vuelve a intentarlo en unos segundos.",
      "Nothing was stored. Try again in a few seconds.",
      "Nada foi gravado. Tente de novo em alguns segundos."}},
};

}  // namespace

CatalogueRows app_rows() {
    return rows;
}

}  // namespace core
