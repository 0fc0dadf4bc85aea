#include "sim/countries.hpp"

#include <array>

namespace sim {
namespace {

using core::Language;
using Words = std::string_view[];

// Numbers that no plan assigns, and where that is said:
//   MX  national numbers begin with 2 to 9 (IFT, Plan Técnico Fundamental de Numeración, 2018);
//   ours
//       with 0. The 1 after 52 is WhatsApp's old form for Mexican mobiles, which it kept.
//   BR  there is no national code 20 (Anatel, Resolução 749/2022, 67 códigos nacionais).
//   ES  national numbers with 2, 3 or 4 in front are not attributed (Real Decreto 2296/2004).
//   AR  area codes begin with 11, 2 or 3 (Plan Fundamental de Numeración Nacional); ours with 4.
//   CL  a mobile's eight digits after 9 begin with 2 to 9 (Subtel, Decreto 747/1999); ours with 0.
//   CO  10-digit numbers begin with 3 (mobile) or 60 (fixed) (CRC, Resolución 5826/2019); ours
//   with 2. PT  the range 4 is not attributed (ANACOM, Plano Nacional de Numeração). US  555-0100
//   to 555-0199 are kept for fiction in every area code (NANPA, 555 guidelines).
// All but the last were also refused as invalid by libphonenumber's metadata, 2026-11.
constexpr Words mexico_numbers = {"5210#########"};
constexpr Words brazil_numbers = {"55209########"};
constexpr Words spain_numbers = {"344########"};
constexpr Words argentina_numbers = {"5494#########"};
constexpr Words chile_numbers = {"5690#######"};
constexpr Words colombia_numbers = {"572#########"};
constexpr Words portugal_numbers = {"3514########"};
constexpr Words states_numbers = {"121255501##", "130555501##", "131255501##", "141555501##",
                                  "151255501##", "171355501##", "178655501##", "181855501##"};

constexpr Words spanish_first = {
    "Ana",      "Luis",    "María José", "Carlos", "Lucía",    "Javier", "Valentina",
    "Diego",    "Sofía",   "Andrés",     "Camila", "Miguel",   "Paula",  "Jorge",
    "Fernanda", "Ricardo", "Elena",      "Tomás",  "Gabriela", "Raúl",   "Daniela",
    "Martín",   "Carmen",  "Óscar",      "Ximena", "Santiago"};
constexpr Words mexican_last = {"Hernández", "García", "Martínez", "López",  "Ramírez",
                                "Flores",    "Cruz",   "Morales",  "Ortega", "Guzmán"};
constexpr Words spanish_last = {"Ruiz",    "Iglesias", "Núñez",  "Serrano", "Vidal",
                                "Castaño", "Ferrer",   "Prieto", "Molina",  "Echevarría"};
constexpr Words southern_last = {"Fernández", "Gómez",  "Álvarez", "Romero",  "Acosta",
                                 "Benítez",   "Suárez", "Rojas",   "Pereyra", "Soto"};
constexpr Words colombian_last = {"Restrepo", "Ospina",  "Cárdenas", "Arango", "Mejía",
                                  "Quintero", "Salazar", "Vélez",    "Rincón", "Castaño"};
constexpr Words portuguese_first = {"João",    "Mariana",  "Rafael",  "Beatriz", "Thiago",
                                    "Larissa", "Bruno",    "Juliana", "Felipe",  "Camila",
                                    "Lucas",   "Patrícia", "Renata",  "Gustavo", "Inês",
                                    "Caio",    "Letícia",  "Vinícius"};
constexpr Words brazilian_last = {"Silva",    "Souza",   "Oliveira", "Gonçalves", "Araújo",
                                  "Carvalho", "Ribeiro", "Barbosa",  "Moraes",    "Conceição"};
constexpr Words portuguese_last = {"Ferreira", "Marques", "Magalhães",
                                   "Teixeira", "Simões",  "Antunes"};
constexpr Words english_first = {"Emily", "James", "Olivia", "Michael", "Aisha", "Daniel",
                                 "Grace", "Kevin", "Megan",  "Tyler",   "Priya", "Noah"};
constexpr Words english_last = {"Carter", "Nguyen", "Johnson", "Patel", "Brooks",
                                "Rivera", "Foster", "Kim",     "Hughes"};

constexpr Words mexico_cities = {"Guadalajara", "Puebla", "Mérida", "Monterrey", "Querétaro"};
constexpr Words brazil_cities = {"Recife", "Curitiba", "São Paulo", "Belo Horizonte", "Goiânia"};
constexpr Words spain_cities = {"Sevilla", "Valencia", "A Coruña", "Zaragoza", "Málaga"};
constexpr Words argentina_cities = {"Rosario", "Córdoba", "Mendoza", "La Plata"};
constexpr Words chile_cities = {"Valparaíso", "Concepción", "Temuco", "La Serena"};
constexpr Words colombia_cities = {"Medellín", "Cali", "Bogotá", "Bucaramanga"};
constexpr Words portugal_cities = {"Porto", "Braga", "Coimbra", "Évora"};
constexpr Words states_cities = {"Austin", "Chicago", "Miami", "Oakland"};

constexpr std::array<Country, 8> all{{
    {"MX", Language::es, 24, mexico_numbers, spanish_first, mexican_last, mexico_cities},
    {"BR", Language::pt, 20, brazil_numbers, portuguese_first, brazilian_last, brazil_cities},
    {"ES", Language::es, 15, spain_numbers, spanish_first, spanish_last, spain_cities},
    {"AR", Language::es, 11, argentina_numbers, spanish_first, southern_last, argentina_cities},
    {"CO", Language::es, 10, colombia_numbers, spanish_first, colombian_last, colombia_cities},
    {"CL", Language::es, 7, chile_numbers, spanish_first, southern_last, chile_cities},
    {"US", Language::en, 8, states_numbers, english_first, english_last, states_cities},
    {"PT", Language::pt, 5, portugal_numbers, portuguese_first, portuguese_last, portugal_cities},
}};

constexpr std::string_view calling_codes[][2] = {
    {"521", "MX"}, {"52", "MX"}, {"55", "BR"}, {"34", "ES"},  {"54", "AR"},
    {"57", "CO"},  {"56", "CL"}, {"1", "US"},  {"351", "PT"},
};

}  // namespace

std::span<const Country> countries() {
    return all;
}

const Country& pick_country(core::Random& random) {
    unsigned sum = 0;
    for (const auto& country : all) sum += country.weight;
    auto drawn = random.below(sum);
    for (const auto& country : all) {
        if (drawn < country.weight) return country;
        drawn -= country.weight;
    }
    return all.front();
}

const Country& country_of(std::string_view wa_id) {
    for (const auto& [calling_code, country_code] : calling_codes) {
        if (!wa_id.starts_with(calling_code)) continue;
        for (const auto& country : all)
            if (country.code == country_code) return country;
    }
    return all.front();
}

std::string invent_number(const Country& country, core::Random& random) {
    std::string number{pick(country.number_patterns, random)};
    for (char& digit : number)
        if (digit == '#') digit = static_cast<char>('0' + random.below(10));
    return number;
}

}  // namespace sim
