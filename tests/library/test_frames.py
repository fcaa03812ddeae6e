"""Answers as frames: a type for each column, nulls for what is missing, never 0."""

import sys

import pandas as pd
import polars as pl
import pytest

import miqyas as mq
from miqyas.extras import ExtraMissingError


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_what_is_missing_is_a_null_and_a_zero_is_a_zero(kind):
    frame = mq.edition(2003).frame(kind)
    ranks, tii = frame["rank"], frame["tii"]
    missing = [bool(pd.isna(one)) for one in ranks] if kind == "pandas" else ranks.is_null().to_list()
    assert sum(missing) == len(frame) - 173
    assert not [value for value, gone in zip(tii.to_list(), missing, strict=True) if gone and value == 0]


def test_types_follow_the_kind_of_a_column():
    pandas = {name: str(kind) for name, kind in mq.country("BHR").frame("pandas").dtypes.items()}
    assert (pandas["rank"], pandas["egdi"], pandas["name"]) == ("Int64", "Float64", "string")
    polars = mq.country("BHR").frame("polars").schema
    assert (polars["rank"], polars["egdi"], polars["name"]) == (pl.Int64, pl.Float64, pl.String)


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_statuses_stand_beside_where_they_are_asked_for(kind):
    plain, told = (mq.edition(2003).frame(kind, statuses=asked) for asked in (False, True))
    assert "tii_status" not in plain.columns
    assert set(told["egdi_status"]) == {"observed", "not_assessed"}
    assert len(told) == len(plain)


def test_a_frame_of_pandas_says_whence_it_comes():
    attrs = mq.country("BHR", language="ar").frame().attrs
    assert attrs["title"] == "البحرين"
    assert attrs["source"]
    assert attrs["licence"]
    assert attrs["versions"]["data"]


def test_texts_are_in_the_language_of_the_answer():
    assert mq.rankings(group="gcc", language="ar").frame()["name"].tolist()[0] == "المملكة العربية السعودية"


def test_an_answer_without_statuses_says_so():
    with pytest.raises(mq.LibraryError) as caught:
        mq.countries().frame(statuses=True)
    assert "countries" in caught.value.render("en")


def test_a_kind_that_there_is_not_is_told():
    with pytest.raises(mq.LibraryError) as caught:
        mq.countries().frame("spark")
    assert "pandas, polars" in caught.value.render("en")


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_a_package_that_is_not_installed_is_told_with_the_line_that_installs_it(kind, monkeypatch):
    monkeypatch.setitem(sys.modules, kind, None)
    with pytest.raises(ExtraMissingError) as caught:
        mq.countries().frame(kind)
    assert f"pip install 'miqyas[{kind}]'" in caught.value.render("en")
