"""Pure mapping between the models and the formats of others; nothing in here sends or stores anything.

A room for each format: `fhir` for FHIR R4, `hl7v2` for HL7 version 2, `dicom` for DICOM SR, `vcard` for address books.
What goes in or comes out is either right, or it is told what is not, in the same three words everywhere:

- **losses**: the path of everything that has content and no place on the other side, as text in the words of the format
  that was read: ``Patient.photo``, ``PID-9``, ``line 5, PHOTO``, and ``findings[0].note`` where a model was written.
  A path never says what stands there.
- **concerns**: what was understood and is doubtful, or was left out for a reason that a person can put right: a
  `Concern` with the same path, and words.
- **faults**: what cannot be read at all. It is refused whole, with every `Fault` in one `InvalidInput`.
"""

__all__: list[str] = []
