// The page's texts in three languages; the browser's first known one is taken.

const texts = {
  es: {
    rate: "Mensajes por segundo", clock: "Reloj", people: "Clientes", search: "Buscar",
    newcomer: "Cliente nuevo", send: "Enviar", write: "Escribe como cliente",
    empty: "Elige un cliente y escribe en su nombre. Mientras tengas su teléfono, no responde solo.",
    about: (name) => `Tienes el teléfono de ${name}. Lo que escribas llega al negocio como webhook.`,
    verified: "Webhook verificado", unverified: "Webhook sin verificar", nobody: "Sin webhook",
    waiting: (n) => `${n} por entregar`, typing: "escribiendo…", closed: "ventana cerrada",
    open: (time) => `ventana abierta hasta ${time}`, noNumber: "sin número", react: "Reaccionar",
    seen: "Leído", sent: "Enviado", away: "El simulador no responde. ¿Sigue en marcha?",
    kinds: { image: "Foto", video: "Video", audio: "Nota de voz", document: "Documento",
      sticker: "Sticker", location: "Ubicación", contacts: "Contacto", order: "Pedido",
      reaction: "Reacción", button: "Botón", interactive: "Respuesta", unsupported: "No compatible",
      edit: "Editó un mensaje", revoke: "Eliminó un mensaje" },
  },
  en: {
    rate: "Messages a second", clock: "Clock", people: "Customers", search: "Search",
    newcomer: "New customer", send: "Send", write: "Write as the customer",
    empty: "Choose a customer and write for them. While you hold their phone, they do not answer by themselves.",
    about: (name) => `You hold the phone of ${name}. What you write reaches the business as a webhook.`,
    verified: "Webhook verified", unverified: "Webhook not verified", nobody: "No webhook",
    waiting: (n) => `${n} to deliver`, typing: "typing…", closed: "window closed",
    open: (time) => `window open until ${time}`, noNumber: "no number", react: "React",
    seen: "Read", sent: "Sent", away: "The simulator does not answer. Is it still running?",
    kinds: { image: "Photo", video: "Video", audio: "Voice note", document: "Document",
      sticker: "Sticker", location: "Location", contacts: "Contact", order: "Order",
      reaction: "Reaction", button: "Button", interactive: "Answer", unsupported: "Unsupported",
      edit: "Edited a message", revoke: "Deleted a message" },
  },
  pt: {
    rate: "Mensagens por segundo", clock: "Relógio", people: "Clientes", search: "Buscar",
    newcomer: "Cliente novo", send: "Enviar", write: "Escreva como cliente",
    empty: "Escolha um cliente e escreva por ele. Enquanto você tiver o telefone, ele não responde sozinho.",
    about: (name) => `Você está com o telefone de ${name}. O que escrever chega à empresa como webhook.`,
    verified: "Webhook verificado", unverified: "Webhook não verificado", nobody: "Sem webhook",
    waiting: (n) => `${n} para entregar`, typing: "digitando…", closed: "janela fechada",
    open: (time) => `janela aberta até ${time}`, noNumber: "sem número", react: "Reagir",
    seen: "Lida", sent: "Enviada", away: "O simulador não responde. Ele ainda está rodando?",
    kinds: { image: "Foto", video: "Vídeo", audio: "Mensagem de voz", document: "Documento",
      sticker: "Figurinha", location: "Localização", contacts: "Contato", order: "Pedido",
      reaction: "Reação", button: "Botão", interactive: "Resposta", unsupported: "Não suportada",
      edit: "Editou uma mensagem", revoke: "Apagou uma mensagem" },
  },
};

export const language =
  navigator.languages.map((tag) => tag.slice(0, 2)).find((code) => code in texts) ?? "es";
export const words = texts[language];
