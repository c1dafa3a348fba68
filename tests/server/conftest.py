from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).parent))  # for the helpers beside the tests

import small_graph

from server import create_app
from server.app import close
from server.embedded import EmbeddedStore

BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    store = EmbeddedStore(tmp_path_factory.mktemp("small") / "store")
    small_graph.fill(store)
    return store


@pytest.fixture(scope="session")
def app(small_store: EmbeddedStore) -> Iterator[Flask]:
    settings = {
        "STORE": str(small_store.root),
        "QUERY_SECONDS": 5.0,
        "QUERY_WORKERS": 1,
        "HOUSE_WORKERS": 1,
        "QUERY_BYTES": 2_000_000,
    }
    app = create_app(settings)
    app.testing = True
    yield app
    close(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base.update({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in BROWSER.items()})
    return client
