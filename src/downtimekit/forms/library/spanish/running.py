"""Spanish for the paper that runs a downtime: status board, log, checklist, role cards."""

from __future__ import annotations

from collections.abc import Mapping

STATUS_BOARD: Mapping[str, str] = {
    "Downtime status": "Estado de la contingencia",
    "whoever is in charge": "quien está a cargo",
    "Now": "Ahora",
    "Write no patient's name here: everybody can read this sheet.": "No escriba aquí el nombre de ningún paciente: "
    "todos "
    "pueden leer esta hoja.",
    "Status as of": "Estado a las",
    "Next update, also without news": "Próximo aviso, aun sin novedades",
    "What is down": "Qué está caído",
    "Our internet": "Nuestro internet",
    "EHR": "Expediente",
    "E-prescribing": "Recetas electrónicas",
    "Phones": "Teléfonos",
    "Vendor's service": "Servicio del proveedor",
    "Other": "Otro",
    "State": "Situación",
    "Slow": "Lento",
    "Read only": "Solo lectura",
    "Down": "Caído",
    "Up, not released: stay on paper": "Encendido, no liberado: siga en papel",
    "Released: work in the system": "Liberado: trabaje en el sistema",
    "Since": "Desde",
    "Expected back": "Regreso previsto",
    "What to do now": "Qué hacer ahora",
    "In charge": "A cargo",
    "Call for help": "Teléfono de ayuda",
    "Ticket number": "Número de reporte",
    "Updated by": "Actualizado por",
    "Earlier updates": "Avisos anteriores",
    "Updates": "Avisos",
    "Time": "Hora",
    "What was told": "Qué se informó",
    "By": "Por",
}
"""The status board."""

DOWNTIME_LOG: Mapping[str, str] = {
    "Downtime log": "Bitácora de la contingencia",
    "whoever keeps the log": "quien lleva la bitácora",
    "Downtime": "Contingencia",
    "Started": "Comenzó",
    "Back to normal work": "Regreso al trabajo normal",
    "Unit or room": "Unidad o sala",
    "Log kept by": "Bitácora a cargo de",
    "Log": "Bitácora",
    "Log each call, notice, decision, outage and return as it happens; number and serial instead of a name.": "Anote "
    "cada llamada, aviso, decisión, caída y regreso en el momento; número y serie en lugar de un nombre.",
    "Entries": "Anotaciones",
    "Time": "Hora",
    "Who": "Quién",
    "What happened, who was told": "Qué ocurrió, a quién se avisó",
    "Initials": "Iniciales",
}
"""The log."""

INTERFACE_CHECKLIST: Mapping[str, str] = {
    "Interface validation": "Validación de interfaces",
    "the IT lead": "el responsable de informática",
    "Before": "Antes",
    "Up is not released: stay on paper until every line is checked and the release is signed.": "Encendido no es "
    "liberado: siga en papel hasta que cada línea esté revisada y la liberación firmada.",
    "Service back": "Servicio de regreso",
    "Told by": "Avisado por",
    "Interfaces, in their order": "Interfaces, en su orden",
    "Registration and merges first, then orders, worklist, results, documents, charges and schedule. Send one test "
    "message each way, and look for it at the other end. A failure stops here.": "Primero registro y fusiones, luego "
    "órdenes, lista de trabajo, resultados, documentos, cargos y agenda. Envíe un mensaje de prueba en cada sentido y "
    "búsquelo del otro lado. Una falla se detiene aquí.",
    "Interfaces": "Lista de interfaces",
    "No.": "N.º",
    "Interface": "Interfaz",
    "What was sent, and seen where": "Qué se envió y dónde se vio",
    "Result": "Resultado",
    "Works": "Funciona",
    "Fails": "Falla",
    "Not used": "No se usa",
    "OK works, X fails, - not used": "OK funciona, X falla, - no se usa",
    "Time": "Hora",
    "By": "Por",
    "Release": "Liberación",
    "Released for": "Liberado para",
    "Everybody": "Todos",
    "Only as remarked": "Solo según observaciones",
    "Nobody yet": "Todavía nadie",
    "Released": "Liberado el",
    "Released by": "Liberado por",
    "Remarks": "Observaciones",
}
"""The interface validation checklist."""

ROLE_CARD: Mapping[str, str] = {
    "whoever holds the role": "quien cumple la función",
    "Who": "Quién",
    "Tick what is done. Hand the card on with the role.": "Marque lo que está hecho. Entregue la tarjeta junto con la "
    "función.",
    "Held by": "A cargo de",
    "From": "Desde",
    "Who is in charge, and phone": "Quién dirige, y teléfono",
    "Help desk, phone": "Mesa de ayuda, teléfono",
    "First minutes": "Primeros minutos",
    "At once": "Enseguida",
    "Every hour": "Cada hora",
    "Again and again": "Una y otra vez",
    "Rounds": "Rondas",
    "Time": "Hora",
    "Anything to report": "Novedades",
    "Initials": "Iniciales",
    "At the end": "Al final",
    "Before you go": "Antes de irse",
}
"""What every role card says."""
