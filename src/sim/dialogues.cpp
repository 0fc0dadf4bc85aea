#include "sim/dialogues.hpp"

#include <array>

namespace sim {
namespace {

using core::Language;
using Steps = std::string_view[];

// Spanish: Mexico, Spain, Argentina, Chile, Colombia.
constexpr Steps es_order_late = {"Hola, buenas tardes|Quería saber si el pedido {order} ya salió",
                                 "Pedido {order}, a nombre mío. Lo pagué el lunes",
                                 "Perfecto, ¿y llega hoy?", "Mil gracias 🙌"};
constexpr Steps es_stock = {"Hola! Tienen la mochila gris de la foto?|#image esta",
                            "Y cuánto cuesta con envío a {city}?", "Va, la quiero. ¿Cómo pago?",
                            "Listo, ya hice la transferencia|#document comprobante.pdf",
                            "Genial, quedo atento"};
constexpr Steps es_appointment = {"Buenos días, quiero pedir una cita para limpieza dental",
                                  "El jueves por la tarde me viene bien, después de las {hour}",
                                  "Sí, a esa hora perfecto", "¿Tengo que llevar algo?",
                                  "De acuerdo, hasta el jueves 😊"};
constexpr Steps es_broken = {"Me llegó el paquete pero viene roto 😕|#image así venía la caja",
                             "Pedido {order}", "Prefiero el cambio, la verdad",
                             "¿Lo recogen ustedes o lo llevo yo?", "Ok, gracias por la ayuda"};
constexpr Steps es_hours = {"Buenas, ¿hasta qué hora están hoy?", "¿Y el sábado abren?",
                            "Buenísimo, paso mañana entonces"};
constexpr Steps es_location = {"Hola, estoy en {city}, ¿hacen entregas acá?|#location",
                               "¿Cuánto demora más o menos?", "Dale, hago el pedido|#order",
                               "En efectivo, por favor", "Genial, ¡gracias!"};
constexpr Steps es_invoice = {"Buen día. Necesito la factura de mi compra {order}",
                              "A nombre de Comercial Andina, la dirección es la misma",
                              "¿Me la pueden mandar por aquí?", "Recibida, muchas gracias"};
constexpr Steps es_table = {"Hola! Quería reservar mesa para 4 este viernes a las {hour}",
                            "Adentro si se puede, vamos con un bebé 👶",
                            "Sí, a nombre de mi esposa|#contacts",
                            "Perfecto, nos vemos el viernes"};
constexpr Steps es_password = {"no puedo entrar a mi cuenta",
                               "Me dice que el código venció|#image me sale esto",
                               "ahora sí me llegó", "Ya pude entrar, gracias!!"};
constexpr Steps es_voice = {"#audio", "¿Pudieron escuchar el audio?",
                            "Eso mismo, para el martes si se puede", "Ok ok, espero entonces"};
constexpr Steps es_price = {"¿Precio del combo familiar?", "¿Incluye bebidas?",
                            "Uno para recoger a las {hour}", "👍"};
constexpr Steps es_return = {
    "Hola, compré unas zapatillas y me quedan chicas|¿Puedo cambiarlas por un 42?",
    "Compra {order}, del sábado", "Sí, tengo la caja y todo", "Buenísimo, ¡mil gracias!"};

// Portuguese: Brazil and Portugal.
constexpr Steps pt_order = {"Oi, boa tarde!|Meu pedido {order} ainda não chegou",
                            "Isso, comprei na segunda", "E tem previsão de entrega pra {city}?",
                            "Tá bom, obrigada!"};
constexpr Steps pt_stock = {"Olá! Vocês têm esse modelo no tamanho M?|#image esse aqui",
                            "E o preto, tem?", "Vou querer. Aceita PIX?",
                            "Pago ✅|#document comprovante.pdf", "Obrigado, viu"};
constexpr Steps pt_appointment = {"Bom dia, gostaria de marcar um horário para corte e barba",
                                  "Sexta às {hour} dá?", "Pode ser então",
                                  "Combinado, até sexta 👊"};
constexpr Steps pt_broken = {"Chegou quebrado 😔|#image olha só", "Pedido {order}",
                             "Prefiro o reembolso", "Quantos dias demora?", "Ok, agradeço"};
constexpr Steps pt_delivery = {"Entregam em {city}?|#location", "Qual o valor da entrega?",
                               "Fechado|#order", "No cartão, por favor", "Valeu!"};
constexpr Steps pt_invoice = {"Boa tarde, preciso da nota fiscal da compra {order}",
                              "É o CPF que está no cadastro", "Pode mandar por aqui mesmo",
                              "Recebi, muito obrigado"};
constexpr Steps pt_voice = {"#audio", "Conseguiu ouvir?", "Isso, pra terça-feira",
                            "Perfeito, fico no aguardo"};
constexpr Steps pt_hours = {"Que horas vocês fecham hoje?", "E domingo?", "Ah que bom, passo aí"};
constexpr Steps pt_portugal = {"Boa tarde, queria saber se fazem reparações de telemóveis",
                               "O ecrã está partido|#image está assim",
                               "Qual é o preço, mais ou menos?",
                               "Está bem, passo aí amanhã de manhã. Obrigado"};

// English.
constexpr Steps en_order = {"Hi there|Just checking on order {order}, it was due yesterday",
                            "Yes, that's the right address", "Any idea when it'll get to {city}?",
                            "Great, thanks so much"};
constexpr Steps en_stock = {"Do you have this in blue?|#image this one", "What about a medium?",
                            "Perfect, can you hold one for me until {hour}?", "You're the best 🙏"};
constexpr Steps en_appointment = {"Hello, I'd like to book an oil change",
                                  "Thursday around {hour}?", "That works", "It's a 2019 Corolla",
                                  "See you Thursday"};
constexpr Steps en_refund = {"The jacket I got has a broken zipper|#image see here",
                             "Order {order}", "A refund please", "Ok, how long does it take?",
                             "Alright, thank you"};
constexpr Steps en_hours = {"Are you open on Sunday?", "And do you take walk-ins?",
                            "Cool, thanks!"};
constexpr Steps en_voice = {"#audio", "Did my voice message come through?",
                            "Yes exactly, the 12-pack", "Thanks!"};

constexpr std::array<Dialogue, 27> all{{
    {Language::es, es_order_late}, {Language::es, es_stock},    {Language::es, es_appointment},
    {Language::es, es_broken},     {Language::es, es_hours},    {Language::es, es_location},
    {Language::es, es_invoice},    {Language::es, es_table},    {Language::es, es_password},
    {Language::es, es_voice},      {Language::es, es_price},    {Language::es, es_return},
    {Language::pt, pt_order},      {Language::pt, pt_stock},    {Language::pt, pt_appointment},
    {Language::pt, pt_broken},     {Language::pt, pt_delivery}, {Language::pt, pt_invoice},
    {Language::pt, pt_voice},      {Language::pt, pt_hours},    {Language::pt, pt_portugal},
    {Language::en, en_order},      {Language::en, en_stock},    {Language::en, en_appointment},
    {Language::en, en_refund},     {Language::en, en_hours},    {Language::en, en_voice},
}};

constexpr Steps es_nudges = {"¿Hola?", "¿Siguen ahí?", "??", "Perdón que insista, ¿alguna novedad?",
                             "Sigo esperando 🙏"};
constexpr Steps pt_nudges = {"Oi?", "Alguém aí?", "??", "Desculpa insistir, alguma novidade?"};
constexpr Steps en_nudges = {"Hello?", "Anyone there?", "??", "Sorry to bug you, any news?"};

constexpr Steps es_thanks = {"Gracias", "Ok, gracias!", "Muchas gracias 😊", "Perfecto", "Vale"};
constexpr Steps pt_thanks = {"Obrigado!", "Obrigada 😊", "Valeu", "Perfeito", "Tá ótimo"};
constexpr Steps en_thanks = {"Thanks!", "Thank you", "Got it 👍", "Perfect"};

constexpr Steps emoji = {"👍", "❤️", "😂", "🙏", "😮"};

constexpr Steps es_captions = {"mira", "así quedó", "¿es este?", "la etiqueta dice esto"};
constexpr Steps pt_captions = {"olha", "ficou assim", "é esse?", "tá escrito isso aqui"};
constexpr Steps en_captions = {"look", "is it this one?", "that's what the label says"};

std::span<const std::string_view> of(Language language, std::span<const std::string_view> spanish,
                                     std::span<const std::string_view> english,
                                     std::span<const std::string_view> portuguese) {
    switch (language) {
        case Language::es: return spanish;
        case Language::en: return english;
        case Language::pt: return portuguese;
    }
    return english;
}

void replace(std::string& text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

}  // namespace

std::span<const Dialogue> dialogues() {
    return all;
}

std::span<const std::string_view> nudges(Language language) {
    return of(language, es_nudges, en_nudges, pt_nudges);
}

std::span<const std::string_view> thanks(Language language) {
    return of(language, es_thanks, en_thanks, pt_thanks);
}

std::span<const std::string_view> reactions() {
    return emoji;
}

std::span<const std::string_view> captions(Language language) {
    return of(language, es_captions, en_captions, pt_captions);
}

std::string filled_in(std::string_view text, const Filling& filling) {
    std::string filled{text};
    const auto hour = std::to_string(9 + filling.order % 11);
    replace(filled, "{city}", filling.city);
    replace(filled, "{order}", std::to_string(filling.order));
    replace(filled, "{hour}", hour + (filling.order % 2 == 0 ? ":00" : ":30"));
    return filled;
}

}  // namespace sim
