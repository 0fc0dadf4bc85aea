// Runs before the first paint. Mirrors resolveTheme in src/lib/preferences.ts.
(function () {
    var theme = null;
    try {
        theme = JSON.parse(localStorage.getItem("chasqui.preferences") || "{}").theme;
    } catch (error) {
        theme = null;
    }
    if (theme !== "light" && theme !== "dark")
        theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme;
})();
