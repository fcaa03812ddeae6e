"""Pages by address; each group of pages adds its lines. The language is a prefix set by `server.urls`."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from miqyas.web import answers
from miqyas.web.charts import chart_file
from miqyas.web.embedding import embed
from miqyas.web.views import (
    about,
    audit,
    catalogue,
    compare,
    country,
    data,
    explain,
    forecast,
    home,
    imports,
    manual,
    methodology,
    portfolio,
    published,
    questions,
    rankings,
    reports,
    services,
    simulator,
    target,
    trends,
    twinning,
    twinning_programme,
    worth,
)
from miqyas.web.views.workspace import notifications

FORM = "(?P<form>csv|json|xlsx)"
SHEET = "(?P<form>csv|xlsx)"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("countries/", home.countries, name="countries"),
    path("countries/<str:country>/", country.country, name="country"),
    path("countries/<str:country>/<int:edition>/", country.country, name="country_edition"),
    path("countries/<str:country>/<int:edition>/explain/<str:code>/", explain.explain, name="explain"),
    path("countries/<str:country>/reports/", reports.country_reports, name="country_reports"),
    re_path(
        r"^reports/(?P<kind>[a-z_]+)\.(?P<form>pdf|docx|pptx|xlsx)$", reports.report_take, name="report_take"
    ),
    path("reports/<uuid:report>/", reports.report, name="report"),
    path("reports/<uuid:report>/file/", reports.report_file, name="report_file"),
    path("reports/<uuid:report>/forget/", reports.report_forget, name="report_forget"),
    path("compare/", compare.compare_page, name="compare"),
    path("compare/suggestions/", compare.compare_suggestions, name="compare_suggestions"),
    path("trends/", trends.trends, name="trends"),
    path("search/", home.countries, name="search"),
    path("search/suggestions/", home.suggestions, name="country_suggestions"),
    path("rankings/", rankings.rankings, name="rankings"),
    path("rankings/<int:edition>/", rankings.rankings, name="rankings_edition"),
    re_path(rf"^rankings/(?P<edition>[0-9]{{4}})\.{FORM}$", rankings.ranking_file, name="ranking_file"),
    path("analysis/", questions.questions, name="questions"),
    path("audit/", audit.audit, name="audit"),
    path("audit/<int:edition>/", audit.audit, name="audit_edition"),
    path("target/", target.target, name="target"),
    path("target/<str:country>/", target.target_country, name="target_country"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    re_path(rf"^portfolio/(?P<which>example|template)\.{SHEET}$", portfolio.sheets, name="portfolio_sheets"),
    path("portfolio/<uuid:handle>/", portfolio.answered, name="portfolio_answer"),
    path("portfolio/<uuid:handle>/plan.<str:form>", portfolio.plan_file, name="portfolio_file"),
    path("twinning/", twinning.twinning, name="twinning"),
    path("twinning/programme/", twinning_programme.programme, name="twinning_programme"),
    re_path(
        r"^twinning/programme\.(?P<form>csv|xlsx)$", twinning_programme.template, name="twinning_template"
    ),
    path("twinning/<str:country>/", twinning.twinning_country, name="twinning_country"),
    path("forecast/", forecast.forecast, name="forecast"),
    path("forecast/track-record/", forecast.forecast_record, name="track_record"),
    path("forecast/ledger/", forecast.forecast_ledger, name="forecast_ledger"),
    path("forecast/ledger/publish/", forecast.forecast_publish, name="forecast_publish"),
    re_path(
        r"^forecast/ledger/(?P<sha256>[0-9a-f]{64})\.json$",
        forecast.forecast_entry_file,
        name="forecast_entry_file",
    ),
    path("forecast/ledger/<str:sha256>/", forecast.forecast_entry, name="forecast_entry"),
    path("forecast/<str:country>/", forecast.forecast_country, name="forecast_country"),
    path(
        "forecast/<str:country>/<int:edition>/post-mortem/",
        forecast.forecast_post_mortem,
        name="forecast_post_mortem",
    ),
    path("simulator/", simulator.simulator, name="simulator"),
    path("simulator/suggestions/", simulator.simulator_suggestions, name="simulator_suggestions"),
    path("simulator/<str:country>/", simulator.simulator_country, name="simulator_country"),
    path("simulator/<str:country>/answer/", simulator.simulator_answer, name="simulator_answer"),
    path("worth/", worth.worth, name="worth"),
    path("worth/suggestions/", worth.worth_suggestions, name="worth_suggestions"),
    path("worth/<str:country>/", worth.worth_country, name="worth_country"),
    path("methodology/", methodology.methodology, name="methodology"),
    path("methodology/<int:edition>/", methodology.edition, name="methodology_edition"),
    path("methodology/differences/", methodology.differences, name="methodology_differences"),
    path("methodology/sources/", methodology.source_register, name="methodology_sources"),
    path("methodology/indicators/", methodology.indicator_matrix, name="methodology_indicators"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    re_path(rf"^catalogue/own-list\.{SHEET}$", catalogue.catalogue_template, name="catalogue_template"),
    re_path(rf"^catalogue/(?P<code>[A-Za-z0-9]+)\.{FORM}$", catalogue.catalogue_file, name="catalogue_file"),
    path("catalogue/changes/<slug:code>/", catalogue.catalogue_changes, name="catalogue_changes"),
    path("catalogue/<slug:code>/", catalogue.catalogue_feature, name="catalogue_feature"),
    path("services/", services.public_services, name="public_services"),
    path("services/<slug:code>/", services.public_service, name="public_service"),
    path("data/", data.data, name="data"),
    re_path(rf"^data/tables/(?P<name>[a-z0-9_]+)\.{FORM}$", data.table, name="data_table"),
    path("data/miqyas-data.zip", data.package, name="data_package"),
    path("data/import/", imports.upload, name="data_upload"),
    path("data/import/<str:sha256>/", imports.preview, name="data_import"),
    path("data/sets/", imports.revert, name="data_revert"),
    path("answers/<uuid:handle>/cancel/", answers.let_go, name="answer_let_go"),
    path("about/", about.about, name="about"),
    path("help/", manual.help_file, name="help"),
    path("help/<path:path>", manual.help_file, name="help_file"),
    path("campaigns/", published.published, name="published"),
    path("campaigns/<slug:code>/", published.published_campaign, name="published_campaign"),
    re_path(
        rf"^campaigns/(?P<code>[-a-zA-Z0-9_]+)/results\.{FORM}$",
        published.published_file,
        name="published_file",
    ),
    path("w/", include("miqyas.web.door_urls")),
    path("stories/", include("miqyas.web.public_stories_urls")),
    path("", include("miqyas.web.challenge_urls")),
    path("workspace/", include("miqyas.web.work_urls")),
    path("calendar/<str:token>.ics", notifications.calendar_feed, name="calendar_feed"),
    path("embed/<slug:name>/", embed, name="embed"),
    re_path(r"^charts/(?P<name>[a-z][a-z0-9-]*)\.(?P<form>svg|png|csv|bib|json)$", chart_file, name="chart"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", include("miqyas.web.styleguide")))
