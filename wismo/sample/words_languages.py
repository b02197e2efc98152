"""The other languages customers write in, greetings, closings and agents' replies."""

from __future__ import annotations

# Per language: in general, after a shipped email without a scan, marked delivered, and in trouble.
WISMO: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "es": (
        (
            "¿Dónde está mi pedido?",
            "Hola, hice un pedido hace {days} días y no me ha llegado nada.",
            "¿Cuándo llega mi paquete? El número es {order}.",
            "todavia no me llega el pedido, que paso?",
            "Quisiera saber el estado de mi compra {order}.",
            "¿Ya salió mi pedido? Van {days} días.",
        ),
        (
            "Me mandaron el correo de envío pero {carrier} dice que solo hay una etiqueta.",
            "El rastreo no muestra nada desde que me avisaron del envío.",
        ),
        (
            "Dice entregado pero no recibí nada.",
            "Según {carrier} lo dejaron en la puerta, aquí no hay nada.",
        ),
        ("{carrier} dice que hubo un problema con mi paquete. ¿Cuándo llega?",),
    ),
    "de": (
        (
            "Wo ist meine Bestellung?",
            "Ich habe vor {days} Tagen bestellt und noch nichts erhalten.",
            "Wann kommt mein Paket an? Bestellnummer {order}",
            "Gibt es Neuigkeiten zu meiner Lieferung?",
            "Sollte schon längst da sein. Was ist los?",
            "Wurde {order} schon verschickt?",
        ),
        (
            "Die Sendungsverfolgung zeigt seit Tagen nur die Ankündigung.",
            "Laut {carrier} wurde das Paket noch gar nicht übergeben.",
        ),
        ("Laut {carrier} zugestellt, bei mir ist aber nichts angekommen.",),
        (
            "Das Paket liegt anscheinend beim Zoll fest, können Sie das prüfen?",
            "Zustellung fehlgeschlagen, warum?",
        ),
    ),
    "fr": (
        (
            "Où est ma commande ?",
            "Bonjour, j'ai commandé il y a {days} jours et je n'ai rien reçu.",
            "Quand vais-je recevoir mon colis ? Commande {order}.",
            "toujours pas de colis...",
            "Avez-vous des nouvelles de ma livraison ?",
            "Ma commande est-elle partie ?",
        ),
        (
            "Le suivi n'affiche rien alors que vous m'avez écrit que le colis était parti.",
            "{carrier} attend toujours le colis, l'avez-vous vraiment expédié ?",
        ),
        ("C'est marqué livré mais je n'ai rien dans ma boîte.",),
        (
            "Mon colis est bloqué à la douane, que dois-je faire ?",
            "Personne n'a sonné, où est mon colis ?",
        ),
    ),
    "pt": (
        (
            "Onde está o meu pedido?",
            "Comprei há {days} dias e ainda não recebi.",
            "Quando chega a minha encomenda {order}?",
            "O pedido já foi enviado?",
        ),
        ("O rastreio não mostra nada desde o e-mail de envio.",),
        ("Consta como entregue mas não recebi nada.",),
        ("A transportadora diz que houve um problema. E agora?",),
    ),
}
OTHER: dict[str, tuple[str, ...]] = {
    "es": (
        "Quiero devolver el producto, ¿cómo lo hago?",
        "¿Tienen este modelo en otro color?",
        "Por favor cancelen mi pedido {order}.",
        "¿Cuándo me devuelven el dinero?",
        "Llegó roto, adjunto fotos.",
        "¿Hacen envíos a México?",
    ),
    "de": (
        "Ich möchte den Artikel zurücksenden.",
        "Bitte stornieren Sie die Bestellung {order}.",
        "Wann bekomme ich meine Rückerstattung?",
        "Der Artikel ist beschädigt angekommen.",
        "Ist der Bezug bei 60 Grad waschbar?",
        "Wie lange dauert der Versand nach Deutschland?",
    ),
    "fr": (
        "Je souhaite retourner un article.",
        "Merci d'annuler ma commande {order}.",
        "Où en est mon remboursement ?",
        "L'article est arrivé abîmé.",
        "Livrez-vous au Québec ?",
        "Quelle taille choisir pour un lit queen ?",
    ),
    "pt": (
        "Quero devolver o produto.",
        "Por favor cancele o pedido {order}.",
        "Quando recebo o reembolso?",
        "Chegou com defeito.",
    ),
}
SUBJECTS: dict[str, tuple[str, ...]] = {
    "es": ("Pedido", "Consulta", "Pedido {order}", "Ayuda", "Re: Your order {ours} is on its way"),
    "de": ("Bestellung", "Frage", "Bestellung {order}", "Anfrage", "Re: Your order {ours} is on its way"),
    "fr": ("Commande", "Question", "Commande {order}", "Bonjour", "Re: Your order {ours} is on its way"),
    "pt": ("Pedido", "Dúvida", "Pedido {order}"),
}
GREETINGS: dict[str, tuple[str, ...]] = {
    "en": (
        "",
        "",
        "Hi, ",
        "Hello, ",
        "Hi there, ",
        "Good morning, ",
        "Hey, ",
        "To whom it may concern,\n\n",
        "Dear team,\n",
    ),
    "es": ("", "Hola, ", "Buenos días, "),
    "de": ("", "Hallo, ", "Guten Tag, ", "Sehr geehrte Damen und Herren,\n\n"),
    "fr": ("", "Bonjour, ", "Madame, Monsieur,\n\n"),
    "pt": ("", "Olá, ", "Bom dia, "),
}
CLOSINGS: dict[str, tuple[str, ...]] = {
    "en": (
        "",
        "",
        " Thanks",
        "\n\nThank you,\n{name}",
        "\n\nBest,\n{name}",
        "\nSent from my iPhone",
        " Please help.",
        "\n\nKind regards\n{name}\n--\n{name}, Office Manager",
        "\n{name}",
        " This is not okay.",
        " Thanks in advance!",
    ),
    "es": ("", " Gracias", "\n\nSaludos,\n{name}"),
    "de": ("", " Danke", "\n\nMit freundlichen Grüßen\n{name}"),
    "fr": ("", " Merci", "\n\nCordialement,\n{name}"),
    "pt": ("", " Obrigado", "\n\nAtenciosamente,\n{name}"),
}
# How an order number is added where the message itself does not say it.
MENTIONS = (
    " Order {order}.",
    " My order number is {order}.",
    " ({order})",
    "\n{order}",
    " Order number: {order}",
    " #{digits}",
    " order# {digits}",
)
TRACKING_MENTIONS = (" Tracking: {tracking}", " Tracking number {tracking}.", "\n{tracking}")
QUOTE = (
    "\n\nOn Monday, Nettle & Lark <hello@nettleandlark.example.com> wrote:\n> Hi {name}, good news: "
    "your order {ours} is on its way!\n> Track your package: {tracking}"
)
CONFIRMED_QUOTE = (
    "\n\nOn Monday, Nettle & Lark <hello@nettleandlark.example.com> wrote:\n> Hi {name}, thank you for "
    "your order {ours}!\n> We'll let you know when it ships."
)
MISSPELT = {
    "Where": "Were",
    "where": "wher",
    "order": "oder",
    "tracking": "traking",
    "received": "recieved",
    "package": "pakage",
    "delivered": "deliverd",
    "haven't": "havent",
    "it's": "its",
    "when": "wen",
    "shipping": "shiping",
    "arrive": "arive",
    "days": "dayz",
    "please": "plz",
    "you": "u",
}
ACKNOWLEDGEMENT = "Hi {name}, thanks for reaching out! We got your message and will answer within one business day."
REPLIES_NO_ETA = (
    "Hi {name}, I'm sorry about this. I'm asking {carrier} and will get back to you.",
    "Hello {name}, could you confirm your order number and address?",
    "Hi {name}, thanks for writing. Let me look into this for you.",
)
REPLIES_OTHER = (
    "Hi {name}, happy to help with that. Here is what to do next.",
    "Hello {name}, that's taken care of.",
    "Hi {name}, thanks for letting us know. I've passed this on.",
)
FOLLOW_UPS = (
    "Thank you!",
    "ok",
    "Any news?",
    "That was two days ago, still nothing.",
    "Thanks, appreciate it.",
    "This doesn't help me",
)
NOTES = (
    "Checked with the 3PL, waiting for an answer.",
    "Opened a claim with {carrier}.",
    "VIP, handle with care.",
)
