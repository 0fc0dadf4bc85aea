// People and conversations for looking at the page without a server. Numbers are of ranges that nobody can be given.

const minute = 60_000;
const hour = 60 * minute;

const user = (id, name, email, role) => ({ id, name, email, role, disabled: false, teams: [], numbers: [], createdAt: "2026-03-01T09:00:00.000Z" });
export const users = [
    user("u-eva", "Eva Ríos", "eva@demo.test", "admin"),
    user("u-marcos", "Marcos Toledo", "marcos@demo.test", "agent"),
    user("u-ines", "Inés Almeida", "ines@demo.test", "supervisor"),
];
const eva = { id: "u-eva", name: "Eva Ríos" };
const marcos = { id: "u-marcos", name: "Marcos Toledo" };

let made = 0;
const id = (prefix) => `${prefix}-${String((made += 1)).padStart(6, "0")}`;

export function message(conversationId, at, fields) {
    const iso = new Date(at).toISOString();
    return {
        id: id("m"), conversationId, clientId: null, direction: "inbound", type: "text", text: null, content: {},
        wamid: null, status: fields.direction === "outbound" ? "read" : "received", error: null, author: null,
        sortAt: iso, createdAt: iso, ...fields,
    };
}

const inbound = (text) => ({ text });
const outbound = (text, status = "read", author = eva) => ({ direction: "outbound", text, status, author });
const kind = (type, content, text = null) => ({ type, content: { [type]: content }, text });
export const piece = (id, state, openedAt) => ({ id, state, openedAt, firstReplyAt: null, resolvedAt: null, snoozedUntil: null });

export function scenario(now) {
    const people = [
        {
            name: "Lucía Martínez", phone: "+525512345678", username: "lucia.mtz", assignee: eva, mode: "takeover",
            unread: 2, closesIn: 102 * minute,
            messages: [
                [-27 * hour, inbound("Hola, buenas tardes. ¿Tienen mesas de roble de 1,80? Vi el anuncio en Instagram. ¿Se puede pagar en cuotas?")],
                [-27 * hour + minute, outbound("¡Hola, Lucía! Sí: *3 cuotas sin interés* con cualquier tarjeta. ¿Te paso con alguien de la tienda?", "read", null)],
                [-26.5 * hour, inbound("Sí, por favor")],
                [-26.4 * hour, outbound("Hola, Lucía, soy Eva. Estas son las condiciones:\n- Entrega en _48 horas_\n- ~$ 16.900~ *$ 14.900*\n- Garantía de 2 años\nMás en https://muebles.test/roble")],
                [-2 * hour, kind("order", { product_items: [{ name: "Mesa Roble 1,80", quantity: 1, item_price: 14900, currency: "MXN" }, { name: "Silla Nórdica", quantity: 4, item_price: 2490, currency: "MXN" }] })],
                [-1.9 * hour, outbound("¡Gracias! Te aparto la mesa hasta mañana a las 18:00. ¿La entregamos en la misma dirección?")],
                [-6 * minute, kind("audio", { voice: true })],
                [-4 * minute, inbound("Y si pueden, que sea *por la tarde*, trabajo hasta las 4 😊")],
            ],
        },
        {
            name: "Rodrigo Souza", phone: "+5511987654321", username: null, assignee: null, mode: "ai_only", unread: 1, closesIn: 9 * minute,
            messages: [[-3 * hour, outbound("Segue a chave PIX: 00.000.000/0001-00", "delivered", null)], [-11 * minute, kind("image", { caption: "Comprovante do PIX", mime_type: "image/jpeg" })]],
        },
        { name: "@nico.tattoo", phone: null, username: "nico.tattoo", assignee: marcos, mode: "takeover", unread: 1, closesIn: 18 * hour,
            messages: [[-70 * minute, inbound("Hola! Tienen turno para el sábado a la mañana? Somos dos")]] },
        { name: "Carmen Fuentes", phone: "+34600000123", username: null, assignee: eva, mode: "takeover", unread: 0, closesIn: 20 * hour,
            messages: [[-3 * hour, inbound("¿Puedo pasar el jueves?")], [-2.4 * hour, outbound("Perfecto, te espero el jueves a las 10", "read")]] },
        { name: "José Pablo Ortega", phone: "+56900000321", username: null, assignee: eva, mode: "takeover", unread: 0, closesIn: -hour,
            messages: [[-25 * hour, inbound("¿Me confirman el envío?")], [-2.9 * hour, { ...outbound("Ya salió, llega mañana", "failed"), error: { code: "whatsapp.window_closed", text: "Pasaron más de 24 horas desde el último mensaje del cliente.", metaCode: 131047 } }]] },
        { name: "Taller Ferreyra", phone: "+5491100000777", username: null, assignee: marcos, mode: "takeover", unread: 0, closesIn: 15 * hour,
            messages: [[-4 * hour, kind("document", { filename: "pedido-mayorista.pdf" })], [-3.4 * hour, outbound("Va la lista de precios actualizada", "delivered", marcos)]] },
        { name: "Ana Beltrán", phone: "+573000000456", username: null, assignee: null, mode: "spectator", unread: 0, closesIn: 11 * hour,
            messages: [[-4.2 * hour, inbound("¿A qué hora abren?")], [-4.1 * hour, outbound("Abrimos de lunes a sábado de 9 a 20", "read", null)]] },
        { name: "Mercedes Gil", phone: "+51900000654", username: "meche.gil", assignee: eva, mode: "takeover", unread: 0, closesIn: 6 * hour,
            messages: [[-5.2 * hour, inbound("Prefiero en tienda")], [-5.1 * hour, { ...outbound("¿Te queda bien en tienda o a domicilio?", "unconfirmed") }]] },
        { name: "Distribuidora y Ferretería Los Hermanos Peñaloza Quintanilla e Hijos", phone: "+5939900000", username: null, assignee: null, mode: "ai_only", unread: 120, closesIn: 23 * hour,
            messages: [[-30 * minute, kind("location", { name: "Bodega sur", address: "Av. Central 1200" })]] },
        { name: "منى حداد", phone: "+34600000999", username: null, assignee: eva, mode: "takeover", unread: 0, closesIn: 5 * hour, state: "resolved",
            messages: [[-9 * hour, inbound("شكرا جزيلا")], [-8.9 * hour, outbound("A ti, Mona", "read")]] },
    ];
    const conversations = [];
    const messages = new Map();
    people.forEach((person, index) => {
        const conversationId = `c-${index + 1}`;
        const list = person.messages.map(([offset, fields]) => message(conversationId, now + offset, fields));
        messages.set(conversationId, list);
        conversations.push({
            id: conversationId,
            contact: { id: `p-${index + 1}`, name: person.name, phone: person.phone, username: person.username },
            numberId: "n-1", assignee: person.assignee, mode: person.mode, unread: person.unread,
            lastMessage: list.at(-1), windowClosesAt: new Date(now + person.closesIn).toISOString(),
            waitingSince: list.at(-1).direction === "inbound" ? list.findLast((one, at) => one.direction === "inbound" && list[at - 1]?.direction !== "inbound").sortAt : null,
            team: null, case: piece(`k-${index + 1}`, person.state ?? "open", list[0].sortAt), updatedAt: list.at(-1).sortAt,
        });
    });
    return { conversations, messages };
}

/** Many more, for scrolling: `count` conversations, and one thread of `long` messages. */
export function crowd({ conversations, messages }, now, count, long) {
    for (let n = 0; n < count; n += 1) {
        const conversationId = `x-${n}`;
        const list = [message(conversationId, now - 24 * hour - n * minute, inbound(`Consulta número ${n + 1}`)), message(conversationId, now - 24 * hour - n * minute + 30_000, outbound("Respondida", "delivered"))];
        messages.set(conversationId, list);
        conversations.push({
            id: conversationId, contact: { id: `y-${n}`, name: `Cliente ${n + 1}`, phone: `+3460001${String(n).padStart(4, "0")}`, username: null },
            numberId: "n-1", assignee: null, mode: "ai_only", unread: 0, lastMessage: list.at(-1), windowClosesAt: null, waitingSince: null,
            team: null, case: piece(`kx-${n}`, "open", list[0].sortAt), updatedAt: list.at(-1).sortAt,
        });
    }
    const first = messages.get("c-4");
    const old = Array.from({ length: long }, (_, n) =>
        message("c-4", now - 30 * 24 * hour + n * minute, n % 3 === 0 ? outbound(`Respuesta ${n + 1}. ${"Con detalle. ".repeat(n % 7)}`) : inbound(`Mensaje ${n + 1} ${"muy ".repeat(n % 11)}largo`)));
    messages.set("c-4", [...old, ...first]);
}
