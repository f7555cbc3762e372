"""What people do in a downtime: for each role in the first minutes, every hour and at the end, in English and Spanish.

Sources: Ikonopedia, Downtime Procedures (help desk first, identify the target, tell everybody, back-fill); ICANotes
Servers Downtime Procedure (read-only site, printed schedule, prescription pads, portal that does not sync, credentials
by phone only); Natividad Medical Center (stop entering data); Los Angeles County (demographics typed at the modality,
all studies started and completed afterwards); Houston Methodist (call-back number on every order); Fletcher Allen (up
is not released). That a role does it, and in this order, is our own: a site changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from attrs import frozen

Said: TypeAlias = tuple[str, str]
"""English and Spanish."""


@frozen
class Role:
    """A role, and what it has to do."""

    key: str
    title: Said
    first: Sequence[Said]
    hourly: Sequence[Said]
    last: Sequence[Said]


CHARGE_NURSE = Role(
    "charge_nurse",
    ("Charge nurse", "Enfermera jefe de turno"),
    first=(
        (
            "Call the IT help desk; write down the ticket number and what is down.",
            "Llame a la mesa de ayuda de informática; anote el número de reporte y qué está caído.",
        ),
        (
            "Say aloud that it is a downtime, and since when. Everybody stops entering data.",
            "Anuncie en voz alta que hay una caída del sistema y desde cuándo. Todos dejan de registrar datos.",
        ),
        (
            "Hand out packets, role cards and the log; name who keeps the log and who carries paper.",
            "Reparta los paquetes, las tarjetas de función y la bitácora; diga quién la lleva y quién traslada "
            "papeles.",
        ),
        (
            "Fill in the status sheet and hang it up, with the time of the next update.",
            "Llene la hoja de estado y cuélguela, con la hora del próximo aviso.",
        ),
    ),
    hourly=(
        (
            "Get news from IT; post it, also when there is none.",
            "Pida novedades a informática; publíquelas, también si no las hay.",
        ),
        (
            "Look through the sheets: name, date of birth, number, time and signature on each page.",
            "Revise las hojas: nombre, fecha de nacimiento, número, hora y firma en cada página.",
        ),
        (
            "Look for patients with the same or a similar name.",
            "Busque pacientes con el mismo nombre o uno parecido.",
        ),
        (
            "Count forms and downtime numbers; ask for more while there are enough for 8 hours.",
            "Cuente formularios y números de contingencia; pida más mientras alcancen para 8 horas.",
        ),
    ),
    last=(
        (
            "Stay on paper until the release is announced: up is not released.",
            "Siga en papel hasta que se anuncie la liberación: encendido no es liberado.",
        ),
        (
            "Reconcile the medicines that were given on paper first.",
            "Concilie primero los medicamentos que se dieron en papel.",
        ),
        (
            "Collect every sheet, also spoiled ones: issued = returned + voided + missing.",
            "Reúna todas las hojas, también las inutilizadas: entregadas = devueltas + anuladas + faltantes.",
        ),
        (
            "Name who enters and who checks; every entry has the real time of care and who gave it.",
            "Diga quién registra y quién revisa; cada registro lleva la hora real de la atención y quién la dio.",
        ),
        (
            "Write down for the review what went wrong; close the log.",
            "Anote para la revisión lo que falló; cierre la bitácora.",
        ),
    ),
)
IT_HELP_DESK = Role(
    "it_help_desk",
    ("IT help desk", "Mesa de ayuda de informática"),
    first=(
        (
            "Ask who, where, since when, which screens, how many people; open a ticket and read its number back.",
            "Pregunte quién, dónde, desde cuándo, qué pantallas, cuántas personas; abra un reporte y repita su número.",
        ),
        (
            "Find out what is down: our internet, RIS, PACS, EHR, phones, or the vendor's service.",
            "Averigüe qué está caído: nuestro internet, RIS, PACS, expediente, teléfonos o el servicio del proveedor.",
        ),
        (
            "Call the vendor's support; note the ticket, the name and the next call.",
            "Llame al soporte del proveedor; anote el reporte, el nombre y la próxima llamada.",
        ),
        (
            "Tell every contact on the list; by phone where email is down too.",
            "Avise a todos los contactos de la lista; por teléfono si tampoco hay correo.",
        ),
        (
            "Open the read-only access, and say how to get there and how old its data are.",
            "Abra el acceso de solo lectura; diga cómo entrar y de qué hora son sus datos.",
        ),
        (
            "Give credentials by phone only: never by email, ticket or text message.",
            "Dé las credenciales solo por teléfono: nunca por correo, reporte ni mensaje de texto.",
        ),
    ),
    hourly=(
        (
            "Send the update at the promised time, and promise the next.",
            "Envíe el aviso a la hora prometida, y prometa el siguiente.",
        ),
        (
            "Call the vendor and look at its status page.",
            "Llame al proveedor y mire su página de estado.",
        ),
        (
            "See that the read-only copy and the downtime computers still work and are fresh.",
            "Verifique que la copia de solo lectura y las computadoras de contingencia funcionen y estén al día.",
        ),
        ("Log every step with its time.", "Anote cada paso con su hora en la bitácora."),
    ),
    last=(
        (
            "Validate the interfaces in their order, with the checklist; stop at the first failure.",
            "Valide las interfaces en su orden, con la lista; deténgase en la primera falla.",
        ),
        (
            "Announce the release to every contact, on the channels that were used before.",
            "Anuncie la liberación a todos los contactos, por los mismos canales que antes.",
        ),
        (
            "Watch the queues: late results and images can take hours.",
            "Vigile las colas: los resultados e imágenes atrasados pueden tardar horas.",
        ),
        (
            "Take back the emergency access; change what was told by phone.",
            "Retire los accesos de emergencia; cambie lo que se dijo por teléfono.",
        ),
        (
            "Down for more than 24 hours: ask for a root-cause analysis.",
            "Si duró más de 24 horas: pida un análisis de causa raíz.",
        ),
    ),
)
RADIOLOGIST = Role(
    "radiologist",
    ("Radiologist", "Radiólogo"),
    first=(
        (
            "Ask what works: images, prior images, orders, dictation.",
            "Pregunte qué funciona: imágenes, estudios previos, órdenes, dictado.",
        ),
        (
            "Read at the modality or in the downtime viewer; compare name, date of birth and number with the sheet.",
            "Lea en el equipo o en el visor de contingencia; compare nombre, fecha de nacimiento y número con la hoja.",
        ),
        (
            "Report on the worksheet: density, findings, category, recommendations. Priors not seen: say so.",
            "Informe en la hoja: densidad, hallazgos, categoría, recomendaciones. Si no vio previos, dígalo.",
        ),
        (
            "Phone urgent results to the call-back number; note to whom and when.",
            "Comunique los resultados urgentes al teléfono indicado; anote a quién y a qué hora.",
        ),
    ),
    hourly=(
        (
            "Hand in finished worksheets, signed, with date and time of reading.",
            "Entregue las hojas terminadas, firmadas, con fecha y hora de lectura.",
        ),
        (
            "Put suspicious categories on top: their 7 days run from the reading.",
            "Ponga arriba las categorías sospechosas: sus 7 días corren desde la lectura.",
        ),
        (
            "An unsigned worksheet stays preliminary.",
            "Una hoja sin firma queda como preliminar.",
        ),
    ),
    last=(
        (
            "Compare each entered report with its worksheet before you sign it in the system.",
            "Compare cada informe registrado con su hoja antes de firmarlo en el sistema.",
        ),
        (
            "Look again where priors or tools were missing.",
            "Vuelva a mirar donde faltaron previos o herramientas.",
        ),
        (
            "Change a final report by an addendum only.",
            "Modifique un informe definitivo solo con una adenda.",
        ),
    ),
)
TECHNOLOGIST = Role(
    "technologist",
    ("Technologist", "Técnico radiólogo"),
    first=(
        (
            "Take the packets in the order of the printed schedule; look at its as-of time.",
            "Tome los paquetes en el orden de la agenda impresa; mire de qué hora es.",
        ),
        (
            "Check two identifiers against the sheet before the patient undresses.",
            "Verifique dos identificadores con la hoja antes de que la paciente se cambie.",
        ),
        (
            "Worklist down: type the demographics from the paper, use a downtime accession number, note it.",
            "Sin lista de trabajo: escriba los datos desde el papel, use un número de acceso de contingencia, anótelo.",
        ),
        (
            "Look whether the order is on the worklist already: it may have come before the downtime.",
            "Mire si la orden ya está en la lista de trabajo: pudo llegar antes de la caída.",
        ),
    ),
    hourly=(
        (
            "Log every exam: number, time, views, images kept on the unit.",
            "Anote cada estudio: número, hora, proyecciones, imágenes guardadas en el equipo.",
        ),
        (
            "Look at the unit's free storage; delete nothing.",
            "Mire el espacio libre del equipo; no borre nada.",
        ),
        (
            "Hand in finished notes and questionnaires together.",
            "Entregue juntas las notas y los cuestionarios terminados.",
        ),
    ),
    last=(
        (
            "Send the images; see in the archive that each exam has all of them, under the right patient.",
            "Envíe las imágenes; verifique en el archivo que cada estudio las tenga todas, con la paciente correcta.",
        ),
        (
            "Start and complete every exam in the system.",
            "Inicie y complete cada estudio en el sistema.",
        ),
        (
            "Match temporary numbers to orders; give doubtful ones to a person, never guess.",
            "Empareje los números temporales con las órdenes; lo dudoso lo decide una persona, nunca adivine.",
        ),
    ),
)
