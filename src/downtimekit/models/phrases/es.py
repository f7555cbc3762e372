"""The words that are filled in, in Spanish, for the staff of hospitals in the United States."""

from __future__ import annotations

from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.targets import OutageTarget
from downtimekit.models.phrases.table import Phrases

SPANISH = Phrases(
    language="es",
    not_known="aún no se sabe",
    track="{service} en {site}",
    targets={
        OutageTarget.CUSTOMER_WAN: "nuestra conexión a internet o WAN",
        OutageTarget.CUSTOMER_RIS: "nuestro RIS",
        OutageTarget.CUSTOMER_PACS: "nuestro PACS",
        OutageTarget.VENDOR_OFFLINE: "el sistema del proveedor",
        OutageTarget.CUSTOMER_EHR: "nuestro expediente clínico electrónico (EHR)",
        OutageTarget.CUSTOMER_LIS: "nuestro sistema de laboratorio",
        OutageTarget.CUSTOMER_PHARMACY: "nuestro sistema de farmacia",
        OutageTarget.CUSTOMER_WIRELESS: "nuestra red inalámbrica",
        OutageTarget.DATA_CENTRE: "el centro de datos",
        OutageTarget.REGIONAL_CLOUD: "toda una región de la nube",
        OutageTarget.DOCUMENT_SITE: "el sitio de documentos de solo lectura",
        OutageTarget.EPRESCRIBING_PORTAL: "el portal de recetas electrónicas",
        OutageTarget.INTERFACE_ENGINE: "el motor de interfaces",
        OutageTarget.IDENTITY_PROVIDER: "el servicio de inicio de sesión",
        OutageTarget.POWER: "la energía eléctrica",
        OutageTarget.TELEPHONY: "nuestros teléfonos",
    },
    tiers={
        AccessTier.LIVE: "Use el sistema como siempre.",
        AccessTier.DEGRADED: "Ingrese solo lo que no pueda esperar y tenga a mano los formularios de papel.",
        AccessTier.READ_ONLY: "Los expedientes se pueden leer, pero no se puede ingresar nada: anote en papel lo que"
        " ingresaría.",
        AccessTier.DOCUMENT_SITE: "Las notas y los informes anteriores se pueden leer en el sitio de documentos; allí"
        " no se puede ingresar nada. Trabaje en papel.",
        AccessTier.LOCAL_SNAPSHOT: "Los expedientes se pueden leer en la computadora que guarda una copia; allí no se"
        " puede ingresar nada. Trabaje en papel.",
        AccessTier.PAPER: "Trabaje en papel: use los formularios numerados. No ingrese nada en el sistema.",
    },
    briefly={
        AccessTier.LIVE: "Use el sistema como siempre.",
        AccessTier.DEGRADED: "Ingrese solo lo que no pueda esperar.",
        AccessTier.READ_ONLY: "Solo lectura: anote en papel.",
        AccessTier.DOCUMENT_SITE: "Lea en el sitio de documentos, anote en papel.",
        AccessTier.LOCAL_SNAPSHOT: "Lea la copia local, anote en papel.",
        AccessTier.PAPER: "Trabaje en papel.",
    },
    as_of="Los datos que se muestran allí son de esta hora: {as_of}.",
    briefly_as_of="Datos: {as_of}.",
    clock="%H:%M %Z",
    day="{shown.day} {month} {shown.year}",
    in_sentence="las {clock}",
    at_one="la {clock}",
    on_day="el {day} a {time}",
    affected="Afecta a: {}",
    since="Desde: {}",
    planned="Previsto: {} a {}",
    at="Hora: {}",
    todo="Qué hacer: {}",
    todo_then="A partir de entonces: {}",
    next_update="Próximo aviso, a más tardar: {}",
    call="Preguntas: llame a {}",
    help_desk="la mesa de ayuda de TI",
    when_there_is_news="Próximo aviso: en cuanto haya noticias",
    drill="DRILL (SIMULACRO)",
    correction="CORRECCIÓN",
    drill_banner="DRILL (SIMULACRO): esto es un ejercicio. No hay ninguna falla.",
    confirm="Confirme que ha leído este aviso",
    confirm_code="Para confirmar, responda con el código {code}.",
    asked_next="Se le avisa a usted porque hasta ahora no lo han confirmado suficientes personas.",
    months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
)
