import type { Config } from "vega-lite";

/** Font sizes of the charts in pixels at scale 1; the plot is 400 pixels high by default. */
export const fontSizes = { title: 22, subtitle: 15, axisTitle: 17, label: 15 } as const;

/**
 * Colours that readers with any form of colour blindness can tell apart.
 * Source: Okabe and Ito, "Color Universal Design" (2008); their yellow is left out, it is too pale on grey.
 */
export const palette: readonly string[] = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

/** The ggplot2 theme of vega-themes, with the panel's grey, which Vega-Lite does not take from it, and text for slides. */
export async function chartConfig(background: string): Promise<Config> {
  const { ggplot2 } = await import("vega-themes");
  const text = "#333333";
  const theme = ggplot2 as Config & { group: { fill: string } };
  return {
    ...theme,
    background,
    padding: 16,
    view: { fill: theme.group.fill, stroke: null },
    axis: {
      ...theme.axis,
      gridWidth: 1.25,
      labelColor: text,
      labelFlush: false,
      labelFontSize: fontSizes.label,
      labelOverlap: true,
      labelSeparation: 8,
      titleColor: text,
      titleFontSize: fontSizes.axisTitle,
      titlePadding: 12,
    },
    legend: {
      ...theme.legend,
      labelColor: text,
      labelFontSize: fontSizes.label,
      labelLimit: 360,
      offset: 20,
      rowPadding: 6,
      titleColor: text,
      titleFontSize: fontSizes.label,
      titleFontWeight: "normal",
      titlePadding: 8,
    },
    title: {
      anchor: "start",
      color: "#000000",
      fontSize: fontSizes.title,
      fontWeight: "normal",
      frame: "group",
      offset: 14,
      subtitleColor: text,
      subtitleFontSize: fontSizes.subtitle,
      subtitlePadding: 6,
    },
  };
}
