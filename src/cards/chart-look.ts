/**
 * How a chart looks. Slack shows one image in its light and in its dark theme, so it brings its own paper; every text
 * has a contrast of at least 4.5 to what it stands on (WCAG 2.2, 1.4.3).
 */
export const ink = {
  paper: '#f1f3f6',
  plot: '#ffffff',
  grid: '#dfe3e9',
  axis: '#8b97a7',
  text: '#1b2330',
  muted: '#4a5565',
  before: '#64748b',
  after: '#1d4fd7',
  band: '#cfe3d6',
  bandEdge: '#5f8f73',
  bandText: '#22573a',
  limit: '#b3261e',
  onLimit: '#ffffff',
  deployed: '#1b2330',
  onDeployed: '#ffffff',
  hatch: '#a3adbb',
  hatchGround: '#e6e9ee',
} as const;

/** Pixels. Slack shows an image on a phone at about a third of this width, so nothing written is below 30. */
export const size = { width: 1200, height: 640, title: 38, text: 30 } as const;
export const font = 'Open Sans';
