"""What the lay summary must say about breast density, word for word; it must not be altered.

The two texts are those of 21 CFR 900.12(c)(2), added by 88 FR 15126, for every patient, men among them. A notice that a
state asks for stands apart from it.
"""

from __future__ import annotations

from downtimekit.models.breast.density import Density

SOURCE = "21 CFR 900.12(c)(2), 88 FR 15126"

NOT_DENSE = (
    "Breast tissue can be either dense or not dense. Dense tissue makes it harder to find breast cancer on a "
    "mammogram and also raises the risk of developing breast cancer. Your breast tissue is not dense. Talk to your "
    "healthcare provider about breast density, risks for breast cancer, and your individual situation."
)
DENSE = (
    "Breast tissue can be either dense or not dense. Dense tissue makes it harder to find breast cancer on a "
    "mammogram and also raises the risk of developing breast cancer. Your breast tissue is dense. In some people with "
    "dense tissue, other imaging tests in addition to a mammogram may help find cancers. Talk to your healthcare "
    "provider about breast density, risks for breast cancer, and your individual situation."
)


def density_notice(density: Density) -> str:
    """Return the notice for a density; where the breasts differ, that of the denser one."""
    return DENSE if density.is_dense else NOT_DENSE
