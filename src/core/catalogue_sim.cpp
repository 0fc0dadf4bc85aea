#include "core/catalogue_areas.hpp"

namespace core {
namespace {

constexpr CatalogueEntry rows[] = {
    {"sim.backlog_full",
     {"El simulador tiene demasiados webhooks por entregar.",
      "The simulator has too many webhooks to deliver.",
      "O simulador tem webhooks demais para entregar."},
     {"Espera a que el servidor los reciba, o baja el ritmo.",
      "Wait for the server to take them, or lower the rate.",
      "Espere o servidor recebê-los, ou diminua o ritmo."}},
    {"sim.bad_fault",
     {"Esta regla de fallos no se entiende: {reason}.",
      "This fault rule is not understood: {reason}.",
      "Esta regra de falhas não foi entendida: {reason}."},
     {"src/sim/README.md muestra las reglas que hay.",
      "src/sim/README.md shows the rules there are.",
      "src/sim/README.md mostra as regras que existem."}},
    {"sim.bad_message",
     {"El cliente no puede escribir esto: {reason}.", "The customer cannot write this: {reason}.",
      "O cliente não pode escrever isto: {reason}."},
     {"Envía al menos un campo «text» con el texto.",
      "Send at least a field “text” with the words.",
      "Envie pelo menos um campo “text” com o texto."}},
    {"sim.customer_exists",
     {"Ya hay un cliente con esos datos, o hay demasiados.",
      "There is a customer with these data, or there are too many.",
      "Já existe um cliente com esses dados, ou há clientes demais."},
     {"Usa otro número u otro identificador.", "Use another number or user id.",
      "Use outro número ou outro identificador."}},
    {"sim.not_this_machine",
     {"El simulador solo atiende a esta máquina.", "The simulator serves this machine only.",
      "O simulador só atende esta máquina."},
     {"Abre http://127.0.0.1 en la misma máquina, o un túnel SSH.",
      "Open http://127.0.0.1 on the same machine, or an SSH tunnel.",
      "Abra http://127.0.0.1 na mesma máquina, ou um túnel SSH."}},
    {"sim.unknown_customer",
     {"No hay un cliente así.", "There is no such customer.", "Não existe um cliente assim."},
     {"GET /_sim/customers muestra quiénes hay.", "GET /_sim/customers shows who there is.",
      "GET /_sim/customers mostra quem existe."}},
    {"sim.unknown_number",
     {"El negocio no tiene ese número.", "The business has no such number.",
      "A empresa não tem esse número."},
     {"Deja «number» sin poner para usar el de siempre.",
      "Leave “number” out to use the usual one.", "Deixe “number” de fora para usar o de sempre."}},
};

}  // namespace

CatalogueRows sim_rows() {
    return rows;
}

}  // namespace core
