#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"http.failed",
     {"Algo falló en el servidor.", "Something failed in the server.", "Algo falhou no servidor."},
     {"Vuelve a intentarlo. Si se repite, da este número de solicitud a quien administra Chasqui.",
      "Try again. If it happens again, give this request's number to an administrator of Chasqui.",
      "Tente de novo. Se acontecer outra vez, passe este número da solicitação a quem administra o "
      "Chasqui."}},
    {"http.method_not_allowed",
     {"Esta dirección no admite ese método.", "This address does not take that method.",
      "Este endereço não aceita esse método."},
     {"Mira en /openapi.json qué métodos admite.",
      "See /openapi.json for the methods that it takes.",
      "Veja em /openapi.json quais métodos ele aceita."}},
    {"http.no_such_path",
     {"Esta dirección no existe.", "There is no such address.", "Este endereço não existe."},
     {"Mira en /openapi.json las que hay.", "See /openapi.json for those there are.",
      "Veja em /openapi.json os que existem."}},
};

}  // namespace

CatalogueRows http_rows() {
    return rows;
}

}  // namespace core
