/** The competitor's Electron: one window with the page whose address is the last argument, and a folder of its own. */
const { app, BrowserWindow } = require('electron');

app.setPath('userData', process.env.PLAIN_PROFILE);
void app.whenReady().then(() => {
  const window = new BrowserWindow({ webPreferences: { sandbox: true, backgroundThrottling: false } });
  return window.loadURL(process.argv.at(-1));
});
