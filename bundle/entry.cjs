// What the site uses of Plotly: bars, dots, lines and words on plain axes, and their tooltips.
// plotly.js/lib/core registers everything else as well, so its list is not used.
"use strict";

const { register } = require("plotly.js/src/registry");
const api = require("plotly.js/src/plot_api/plot_api");
const fx = require("plotly.js/src/components/fx");

for (const [name, fn] of Object.entries(api)) {
  register({ moduleType: "apiMethod", name, fn });
}
register([
  require("plotly.js/src/traces/scatter"),
  require("plotly.js/src/traces/bar"),
  require("plotly.js/src/components/colorscale"),
  require("plotly.js/src/components/modebar"),
  fx,
  require("plotly.js/src/locale-en"),
  require("plotly.js/src/locale-en-us"),
  require("plotly.js/lib/locales/zh-cn"),
]);

module.exports = {
  version: require("plotly.js/src/version").version,
  register,
  newPlot: api.newPlot,
  react: api.react,
  purge: api.purge,
  Fx: { hover: fx.hover, unhover: fx.unhover },
};
