"""Pages come and go; the stream lives in the kernel and does not care."""

import time

from tests.browser.lab import READY, Notebook, open_lab
from tests.browser.test_workbench import FRAME, play, wait_for_frame


def reopen(page, name):
    page.evaluate(
        "n => jupyterapp.commands.execute('docmanager:open', {path: n, factory: 'Notebook'}).then(() => null)", name
    )
    page.wait_for_function(READY)


def test_a_page_that_is_reloaded_shows_the_running_stream_again(jupyter, browser, workbench_file):
    name, page = workbench_file
    play(page)
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save').then(() => null)")
    page.reload(wait_until="domcontentloaded")
    page.wait_for_function("() => window.jupyterapp?.shell && window.jupyterapp.restored.then(() => true)")
    reopen(page, name)
    page.wait_for_function(f"() => document.querySelector('.lpnb-frame') && {FRAME} > 50")
    page.wait_for_function("() => document.querySelectorAll('.lpnb-editor .react-flow__node').length === 5")
    now = page.evaluate(f"() => {FRAME}")
    wait_for_frame(page, now + 20)
    page.locator(".lpnb-pause").click()
    page.wait_for_function("() => !document.querySelector('.lpnb-transport').classList.contains('lpnb-playing')")
    assert Notebook(page, jupyter[1]).close() == []


def test_closing_the_tab_does_not_stop_the_stream_and_costs_nothing(jupyter, browser, workbench_file):
    name, page = workbench_file
    play(page)
    page.evaluate("() => jupyterapp.commands.execute('docmanager:save').then(() => null)")
    page.close()
    again = open_lab(browser, jupyter[0])
    try:
        reopen(again, name)
        other = Notebook(again, jupyter[1])
        first = int(other.python("print(stream.frame)"))
        until = time.monotonic() + 10
        while int(other.python("print(stream.frame)")) < first + 50:
            assert time.monotonic() < until
        other.python("stream.close()")
        assert other.close() == []
    finally:
        again.context.close()
