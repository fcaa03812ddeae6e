"""Where everybody may stand in coming editions: a joint distribution, and how far such ones were right."""

from miqyas.analysis.forecast.history import NODES
from miqyas.analysis.forecast.joint import Forecast, coming_editions, forecast
from miqyas.analysis.forecast.record import track_record

__all__ = ["NODES", "Forecast", "coming_editions", "forecast", "track_record"]
