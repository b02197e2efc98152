"""What agents write once they know where the parcel is: by language, with ``{eta}`` for the day in words."""

from __future__ import annotations

WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "pt": (
        "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo",
    ),
}  # fmt: skip
MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
           "November", "Dezember"),
    "pt": ("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
           "novembro", "dezembro"),
}  # fmt: skip
# How a day is said: {d} day, {m} month, {month}, {weekday}, {n} working days.
DAY = {
    "en": "on {month} {d}",
    "es": "el {d} de {month}",
    "fr": "le {d} {month}",
    "de": "am {d}. {month}",
    "pt": "no dia {d} de {month}",
}
FIGURES = {"en": "by {m}/{d}", "es": "antes del {d}/{m}", "fr": "le {d}/{m}", "de": "bis {d}.{m}.", "pt": "até {d}/{m}"}
BY_WEEKDAY = {
    "en": "by {weekday}",
    "es": "el {weekday}",
    "fr": "{weekday}",
    "de": "bis {weekday}",
    "pt": "até {weekday}",
}
TODAY = {"en": "today", "es": "hoy", "fr": "aujourd'hui", "de": "heute", "pt": "hoje"}
TOMORROW = {"en": "tomorrow", "es": "mañana", "fr": "demain", "de": "morgen", "pt": "amanhã"}
WORKING_DAYS = {
    "en": "within {n} business days",
    "es": "en {n} días laborables",
    "fr": "sous {n} jours ouvrés",
    "de": "in {n} Werktagen",
    "pt": "em {n} dias úteis",
}
# With a day ahead; then of a parcel that was delivered, of one under way and of one not yet sent, without any.
ETA = {
    "en": (
        "Hi {name}, I checked {ours}: it is with {carrier} and should reach you {eta}.",
        "Thanks for your patience, {name}. {carrier} now expects to deliver {ours} {eta}.",
        "Hi {name}, {ours} is moving again and will be delivered {eta}.",
        "Hello {name}, {ours} arrives {eta}. If it has not come by then, write to me.\n\nKind regards\nNettle & Lark",
    ),
    "es": (
        "Hola {name}, su pedido {ours} está con {carrier} y llegará {eta}.",
        "Hola {name}, gracias por esperar. La entrega está prevista {eta}.",
    ),
    "fr": (
        "Bonjour {name}, votre colis est en route et sera livré {eta}.",
        "Bonjour {name}, merci de votre patience. Vous recevrez la commande {ours} {eta}.",
    ),
    "de": (
        "Hallo {name}, Ihr Paket ist bei {carrier} und wird {eta} zugestellt.",
        "Guten Tag {name}, danke für Ihre Geduld. Ihre Bestellung {ours} kommt voraussichtlich {eta} an.",
    ),
    "pt": (
        "Olá {name}, o seu pedido {ours} está a caminho e chega {eta}.",
        "Olá {name}, a entrega está prevista {eta}. Obrigado pela paciência.",
    ),
}
DELIVERED = {
    "en": (
        "Hi {name}, {carrier} shows {ours} as delivered {eta}. Could you check with your neighbours?",
        "Hello {name}, the tracking says it was delivered {eta}. I have opened a search.",
    ),
    "es": ("Hola {name}, el seguimiento indica que fue entregado {eta}.",),
    "fr": ("Bonjour {name}, le suivi indique que le colis a été livré {eta}.",),
    "de": ("Hallo {name}, laut Sendungsverfolgung wurde Ihr Paket {eta} zugestellt.",),
    "pt": ("Olá {name}, o rastreio mostra que foi entregue {eta}.",),
}
UNDER_WAY = {
    "en": (
        "Hi {name}, {ours} is in transit with {carrier}. They have not given a new date yet.",
        "Hello {name}, the last scan of {ours} was at the {carrier} hub. I keep an eye on it.",
    ),
    "es": ("Hola {name}, su pedido {ours} está en camino con {carrier}.",),
    "fr": ("Bonjour {name}, votre colis est en transit chez {carrier}.",),
    "de": ("Hallo {name}, Ihr Paket ist unterwegs mit {carrier}. Einen Termin gibt es noch nicht.",),
    "pt": ("Olá {name}, o seu pedido {ours} está a caminho.",),
}
NOT_SENT = {
    "en": ("Hi {name}, {ours} is being packed in our warehouse right now.",),
    "es": ("Hola {name}, estamos preparando su pedido {ours}.",),
    "fr": ("Bonjour {name}, votre commande {ours} est en cours de préparation.",),
    "de": ("Hallo {name}, Ihre Bestellung {ours} wird gerade verpackt.",),
    "pt": ("Olá {name}, o seu pedido {ours} está em preparação.",),
}
