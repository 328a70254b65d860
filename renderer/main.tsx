import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { followEvents } from './state/replies.ts';
import './style/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/widgets.css';
import './style/tables.css';
import './style/forms.css';
import './style/pull.css';
import './style/settings.css';
import './style/sources.css';
import './style/export.css';
import './style/problems.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');
followEvents();
createRoot(root).render(<App />);
