"""What a forecast says to readers: of one country over the coming editions, and of the whole field."""

from miqyas.analysis.outlook.country import BANDS, Outlook, Step, country_outlook
from miqyas.analysis.outlook.field import FieldOutlook, StateOutlook, field_outlook

__all__ = ["BANDS", "FieldOutlook", "Outlook", "StateOutlook", "Step", "country_outlook", "field_outlook"]
