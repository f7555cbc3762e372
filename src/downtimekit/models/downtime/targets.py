"""What is down, and why."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class OutageTarget(StrEnum):
    """What is down, as the help desk and the people on site find out.

    Sources: the first four and the document site, the regional cloud and the prescribing portal from two vendors'
    public downtime procedures; the interface engine, the laboratory system and combinations of what is down from a
    practice-management vendor's sample policy (NextGen); wireless from a sample EHR policy's levels; the data centre
    from 724 access (Cerner); power and telephony from OIG OEI-01-14-00570 and the SAFER guide on contingency planning.
    The identity provider and the pharmacy system are our own addition.
    """

    CUSTOMER_WAN = "customer_wan"
    CUSTOMER_RIS = "customer_ris"
    CUSTOMER_PACS = "customer_pacs"
    VENDOR_OFFLINE = "vendor_offline"
    CUSTOMER_EHR = "customer_ehr"
    CUSTOMER_LIS = "customer_lis"
    CUSTOMER_PHARMACY = "customer_pharmacy"
    CUSTOMER_WIRELESS = "customer_wireless"
    DATA_CENTRE = "data_centre"
    REGIONAL_CLOUD = "regional_cloud"
    DOCUMENT_SITE = "document_site"
    """The second, read-only site with documents that were made before."""
    EPRESCRIBING_PORTAL = "eprescribing_portal"
    INTERFACE_ENGINE = "interface_engine"
    IDENTITY_PROVIDER = "identity_provider"
    """Single sign-on: systems may be up, and nobody can enter them."""
    POWER = "power"
    TELEPHONY = "telephony"

    @property
    def label(self) -> str:
        """The words that staff are told."""
        return _TARGET_LABELS[self]


_TARGET_LABELS: Mapping[OutageTarget, str] = {
    OutageTarget.CUSTOMER_WAN: "our internet or WAN connection",
    OutageTarget.CUSTOMER_RIS: "our RIS",
    OutageTarget.CUSTOMER_PACS: "our PACS",
    OutageTarget.VENDOR_OFFLINE: "the vendor's system",
    OutageTarget.CUSTOMER_EHR: "our EHR",
    OutageTarget.CUSTOMER_LIS: "our laboratory system",
    OutageTarget.CUSTOMER_PHARMACY: "our pharmacy system",
    OutageTarget.CUSTOMER_WIRELESS: "our wireless network",
    OutageTarget.DATA_CENTRE: "the data centre",
    OutageTarget.REGIONAL_CLOUD: "a whole region of the cloud",
    OutageTarget.DOCUMENT_SITE: "the read-only document site",
    OutageTarget.EPRESCRIBING_PORTAL: "the e-prescribing portal",
    OutageTarget.INTERFACE_ENGINE: "the interface engine",
    OutageTarget.IDENTITY_PROVIDER: "the sign-in service",
    OutageTarget.POWER: "electric power",
    OutageTarget.TELEPHONY: "our telephones",
}


class Cause(StrEnum):
    """Why it is down, as far as anybody knows.

    Sources: hardware, internet, power, natural disaster and hacking from OIG OEI-01-14-00570 (2016); local internet,
    server maintenance, regional cloud and recovery of one organisation's data from a vendor's public downtime
    procedure; a vendor's faulty update from the July 2024 outage of 759 US hospitals (PMC12276631); the network loop
    from BIDMC 2002. Cyber attacks were 48.8 % of 41 US events in 2012-18 (Larsen).
    """

    UNKNOWN = "unknown"
    HARDWARE = "hardware"
    SOFTWARE = "software"
    VENDOR_UPDATE = "vendor_update"
    LOCAL_INTERNET = "local_internet"
    LOCAL_NETWORK = "local_network"
    POWER = "power"
    NATURAL_DISASTER = "natural_disaster"
    CYBER_ATTACK = "cyber_attack"
    MAINTENANCE = "maintenance"
    MAINTENANCE_OVERRUN = "maintenance_overrun"
    """Planned work that did not end in time."""
    DATA_RECOVERY = "data_recovery"
    """Recovery tied to one organisation's data."""
    CLOUD_REGION = "cloud_region"
    VENDOR = "vendor"
    HUMAN_ERROR = "human_error"


def target_label(name: str) -> str:
    """Return the words for a target; its name, where a clinic's own playbook gave it."""
    return OutageTarget(name).label if name in set(OutageTarget) else name.replace("_", " ")
