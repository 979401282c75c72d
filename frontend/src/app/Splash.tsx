import { Logo } from '../ui/Logo';
import './Splash.css';

/** Shown for the moment in which it is not known who is logged in. */
export function Splash() {
  return (
    <div className="splash" role="status" aria-label="Loading">
      <Logo size={56} />
    </div>
  );
}
