"""What people at the desk, in the consulting rooms and in the office do in a downtime; see `role_tasks`."""

from __future__ import annotations

from downtimekit.forms.library.role_tasks import Role

FRONT_DESK = Role(
    "front_desk",
    ("Front desk", "Recepción"),
    first=(
        (
            "Take out the printed schedule; look at its as-of time; tick who arrives.",
            "Saque la agenda impresa; mire de qué hora es; marque quién llega.",
        ),
        (
            "Check two identifiers; write name, date of birth and number on every sheet, or place a label.",
            "Verifique dos identificadores; escriba nombre, fecha de nacimiento y número en cada hoja, o pegue "
            "etiqueta.",
        ),
        (
            "Not on the schedule: fill in a registration with the next downtime number; never use one twice.",
            "Si no está en la agenda: llene un registro con el siguiente número de contingencia; nunca use uno dos "
            "veces.",
        ),
        (
            "Tell patients that it may take longer, and why.",
            "Diga a los pacientes que puede tardar más, y por qué.",
        ),
    ),
    hourly=(
        (
            "Write phone calls on their sheets, with a call-back number; bring urgent ones at once.",
            "Anote las llamadas en sus hojas, con un teléfono; lleve enseguida las urgentes.",
        ),
        (
            "Write new appointments on paper; promise none in a time that may be taken.",
            "Anote las citas nuevas en papel; no prometa horas que puedan estar ocupadas.",
        ),
        (
            "Collect finished sheets; count them against the contents sheet.",
            "Reúna las hojas terminadas; cuéntelas con la hoja de contenido.",
        ),
        (
            "Give receipts by hand for payments; lock the money away.",
            "Dé recibos a mano por los pagos; guarde el dinero bajo llave.",
        ),
    ),
    last=(
        (
            "Registrations first: search for the patient before you create one.",
            "Primero los registros: busque al paciente antes de crear uno.",
        ),
        (
            "More than one patient fits: give it to a person who decides.",
            "Si encaja más de un paciente: páselo a una persona que decida.",
        ),
        (
            "Enter arrivals, new appointments and payments with their real times.",
            "Registre llegadas, citas nuevas y pagos con sus horas reales.",
        ),
        (
            "Print tomorrow's schedule in the evening, as on every day.",
            "Imprima por la tarde la agenda de mañana, como todos los días.",
        ),
    ),
)
THERAPIST = Role(
    "therapist",
    ("Therapist", "Terapeuta"),
    first=(
        (
            "Take today's schedule, note sheets and the crisis list; see your clients as planned.",
            "Tome la agenda de hoy, las hojas de nota y la lista de crisis; atienda a sus clientes como estaba "
            "previsto.",
        ),
        (
            "Read earlier notes on the read-only site, where it is up.",
            "Lea las notas anteriores en el sitio de solo lectura, si funciona.",
        ),
        (
            "Video down: call, and write down where both of you are.",
            "Sin video: llame, y anote dónde está cada uno.",
        ),
        (
            "A risk does not wait for the system: call, and write down what you did.",
            "Un riesgo no espera al sistema: llame, y anote lo que hizo.",
        ),
    ),
    hourly=(
        (
            "Write start and stop of every session by the clock; sign each note on the same day.",
            "Anote inicio y fin de cada sesión según el reloj; firme cada nota el mismo día.",
        ),
        (
            "No process notes on the sheet: they stay with you, apart from the chart.",
            "Sin notas de proceso en la hoja: quedan con usted, aparte del expediente.",
        ),
        (
            "Keep sheets under lock; leave none in a car or at home.",
            "Guarde las hojas bajo llave; no deje ninguna en el auto ni en casa.",
        ),
    ),
    last=(
        (
            "Hand in every numbered sheet, also blank and spoiled ones.",
            "Entregue todas las hojas numeradas, también en blanco o inutilizadas.",
        ),
        (
            "Enter or check each note as a late entry, with the real date of service.",
            "Registre o revise cada nota como registro tardío, con la fecha real del servicio.",
        ),
        (
            "Release a service for billing only once its note is in the chart.",
            "Libere un servicio para facturación solo cuando su nota esté en el expediente.",
        ),
    ),
)
PRESCRIBER = Role(
    "prescriber",
    ("Prescriber", "Médico prescriptor"),
    first=(
        (
            "Look up medicines and allergies on the read-only site; else ask the patient and the pharmacy.",
            "Consulte medicamentos y alergias en el sitio de solo lectura; si no, pregunte al paciente y a la "
            "farmacia.",
        ),
        (
            "Fetch the pad from its secure place; write its control numbers into the book.",
            "Saque el recetario de su lugar seguro; anote sus números de control en el libro.",
        ),
        (
            "Date and sign each prescription by hand on the day on which it is issued; say why it is on paper.",
            "Feche y firme a mano cada receta el día en que la emite; diga por qué es en papel.",
        ),
        (
            "Using the e-prescribing portal directly: a change sheet for each change. Nothing comes into the chart "
            "by itself.",
            "Si usa directamente el portal de recetas: una hoja por cada cambio. Nada llega solo al expediente.",
        ),
        (
            "Ask for portal access by phone only; change nothing in its account management.",
            "Pida acceso al portal solo por teléfono; no cambie nada en la administración de cuentas.",
        ),
    ),
    hourly=(
        (
            "Count the sheets of the pad; void spoiled ones before a witness.",
            "Cuente las hojas del recetario; anule las inutilizadas ante un testigo.",
        ),
        (
            "Phone the pharmacy where it may not have arrived, before anything is written again.",
            "Si una receta pudo no llegar, llame a la farmacia antes de escribirla otra vez.",
        ),
        (
            "Controlled drugs: check the monitoring program where it is up; note it.",
            "Sustancias controladas: consulte el programa de monitoreo si funciona; anótelo.",
        ),
    ),
    last=(
        (
            "Document every paper prescription and portal change in the chart; never send one again.",
            "Documente en el expediente cada receta en papel y cada cambio del portal; nunca los envíe otra vez.",
        ),
        (
            "Have another person check what was entered.",
            "Haga que otra persona revise lo registrado.",
        ),
        (
            "Bring the pad back; used + voided + missing + left = all.",
            "Devuelva el recetario; usadas + anuladas + faltantes + sobrantes = todas.",
        ),
    ),
)
CLINIC_MANAGER = Role(
    "clinic_manager",
    ("Clinic manager", "Gerente de la clínica"),
    first=(
        (
            "Say who is in charge; declare the downtime, with its time and what it covers.",
            "Diga quién está a cargo; declare la caída, con su hora y su alcance.",
        ),
        (
            "See that help desk and vendor were called, and that everybody knows.",
            "Verifique que se llamó a la mesa de ayuda y al proveedor, y que todos lo saben.",
        ),
        (
            "Decide: go on, slow down, or move visits. Urgent care goes on.",
            "Decida: seguir, reducir el ritmo o reprogramar. La atención urgente continúa.",
        ),
        (
            "Open the stock of forms; name who gives out numbers.",
            "Abra la reserva de formularios; diga quién entrega los números.",
        ),
        (
            "Very slow counts as down: decide at the agreed time, do not wait.",
            "Muy lento cuenta como caído: decida a la hora acordada, no espere.",
        ),
    ),
    hourly=(
        (
            "Give the next update at the promised time.",
            "Dé el próximo aviso a la hora prometida.",
        ),
        (
            "Look at staff, breaks, overtime and waiting patients.",
            "Mire el personal, los descansos, las horas extra y los pacientes en espera.",
        ),
        (
            "Decide about the afternoon and tomorrow; call patients before they leave home.",
            "Decida sobre la tarde y mañana; llame a los pacientes antes de que salgan de casa.",
        ),
        (
            "Write decisions and their reasons into the log.",
            "Anote en la bitácora las decisiones y sus razones.",
        ),
    ),
    last=(
        (
            "Announce the release yourself, after the interfaces were validated.",
            "Anuncie usted la liberación, después de validadas las interfaces.",
        ),
        (
            "Plan the back-entry: who, what first, by when; suspicious mammograms on top.",
            "Planifique el registro posterior: quién, qué primero, para cuándo; arriba las mamografías sospechosas.",
        ),
        (
            "Close only when forms and numbers balance and every report is signed.",
            "Cierre solo cuando cuadren formularios y números y todos los informes estén firmados.",
        ),
        (
            "Hold the review within days; keep its record for six years.",
            "Haga la revisión en pocos días; guarde su registro seis años.",
        ),
    ),
)
