"""Where will everybody stand in the coming editions: a joint distribution, and how far such ones were right."""

from miqyas.analysis.forecast.joint import NODES, Forecast, forecast
from miqyas.analysis.forecast.record import track_record

__all__ = ["NODES", "Forecast", "forecast", "track_record"]
