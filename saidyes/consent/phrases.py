"""The question in each language it can be asked in: what is fixed, and what a school begins with.

Nobody can leave out the two answers, who asks, that offers are meant, and how to withdraw. A school words the rest.
"""

from dataclasses import dataclass

from saidyes.common.languages import MAIN


@dataclass(frozen=True)
class Phrases:
    """`asked_by`, `purpose` and `withdraw` are the lines that the law wants beside the answers (CASL 10(1))."""

    yes: str
    no: str
    asked_by: str
    purpose: str
    withdraw: str
    title: str
    yes_hint: str
    no_hint: str
    covers: str

    def lines(self, *, who: str, covers: str) -> str:
        """The paragraph under both answers: who asks, what Yes covers, and how to take it back."""
        return " ".join([self.asked_by.format(who=who), self.purpose.format(covers=covers), self.withdraw])


PHRASES = {
    MAIN: Phrases(
        yes="Yes, please send me emergency notifications and informational emails",
        no=(
            "No, I only want to receive transactional emails such as enrollment confirmations, receipts, and statements"
        ),
        asked_by="Asked by {who}.",
        purpose="“Yes” covers {covers} and offers.",
        withdraw="You can change your mind at any time, with the link in every email or in My Account.",
        title="How would you like to hear from us by email?",
        yes_hint="Closures, schedule changes, camps, news and offers.",
        no_hint="Only emails about your own classes and payments.",
        covers="news, schedules, events",
    ),
    "es": Phrases(
        yes="Sí, deseo recibir notificaciones de emergencia y correos electrónicos informativos",
        no=(
            "No, solo quiero recibir correos electrónicos transaccionales, como confirmaciones de inscripción, "
            "recibos y estados de cuenta"
        ),
        asked_by="Le pregunta {who}.",
        purpose="El «sí» abarca {covers} y ofertas.",
        withdraw="Puede cambiar de opinión en cualquier momento, con el enlace de cada correo o en Mi cuenta.",
        title="¿Cómo desea recibir nuestras noticias por correo electrónico?",
        yes_hint="Cierres, cambios de horario, campamentos, novedades y ofertas.",
        no_hint="Solo correos sobre sus propias clases y pagos.",
        covers="noticias, horarios, eventos",
    ),
    "fr-CA": Phrases(
        yes="Oui, veuillez m’envoyer des avis d’urgence et des courriels d’information",
        no=(
            "Non, je veux seulement recevoir des courriels transactionnels, comme les confirmations d’inscription, "
            "les reçus et les relevés"
        ),
        asked_by="Demandé par {who}.",
        purpose="Le « oui » comprend {covers} et les offres.",
        withdraw="Vous pouvez changer d’avis en tout temps, avec le lien dans chaque courriel ou dans Mon compte.",
        title="Comment souhaitez-vous recevoir de nos nouvelles par courriel?",
        yes_hint="Fermetures, changements d’horaire, camps, nouvelles et offres.",
        no_hint="Seulement des courriels au sujet de vos cours et de vos paiements.",
        covers="les nouvelles, les horaires, les événements",
    ),
}
