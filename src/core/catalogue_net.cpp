#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"net.cannot_listen",
     {"No se puede escuchar en {address}:{port}: {reason}.",
      "Cannot listen on {address}:{port}: {reason}.",
      "Não é possível escutar em {address}:{port}: {reason}."},
     {"Elige otra dirección o puerto con --listen.",
      "Choose another address or port with --listen.",
      "Escolha outro endereço ou porta com --listen."}},
    {"net.port_in_use",
     {"El puerto {port} de {address} ya está en uso.", "Port {port} of {address} is in use.",
      "A porta {port} de {address} já está em uso."},
     {"Detén el otro programa, o elige otro puerto con --listen.",
      "Stop the other program, or choose another port with --listen.",
      "Pare o outro programa, ou escolha outra porta com --listen."}},
};

}  // namespace

CatalogueRows net_rows() {
    return rows;
}

}  // namespace core
