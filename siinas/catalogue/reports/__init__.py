"""E-Reporting: what industrial companies report by period, and what both reports share."""

from siinas.catalogue.reports.construction import ConstructionReport
from siinas.catalogue.reports.production import ProductionReport

__all__ = ["ConstructionReport", "ProductionReport"]
