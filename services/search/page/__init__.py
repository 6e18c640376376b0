"""Page: what people see in a browser. A module and a template for each page; the frame around them is one.

The pages call the same functions of :mod:`services.search.answers` as the API, and ingest's public API for what they
change. Each page's state is in its address, and each works without JavaScript; htmx only exchanges the part that
changes. A new page is a module with ``add(router, site)``, a template, and a line in :mod:`services.search.page.pages`.

================================================  =========================================
:mod:`~services.search.page.pages`                the list of pages; puts them into the application
:mod:`~services.search.page.site`                 what every page has: index, templates, answers as HTML
:mod:`~services.search.page.routing`              query strings of pages, and problems as pages
:mod:`~services.search.page.address`              addresses with a parameter more, less or other
:mod:`~services.search.page.cutting`              a text cut flat at the edges of its marks
:mod:`~services.search.page.filters`              facets and active filters as links
:mod:`~services.search.page.day_chart`            quotes over time as a picture of links
:mod:`~services.search.page.text_fragment`        links into the middle of a publisher's page
:mod:`~services.search.page.citation`             a quote as a sentence, as Markdown
================================================  =========================================
"""
