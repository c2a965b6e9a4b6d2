"""For tests of this package, of plugins and of local standards (测试工具); needs the extra ``testing``.

:mod:`~govdisclosure.testing.strategies` makes records and conditions with Hypothesis,
:mod:`~govdisclosure.testing.interpreter` says what a condition means, slowly and plainly.
"""
