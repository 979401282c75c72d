import type { ReactNode } from 'react';

/** Line icons on a 24 grid, drawn for Gapless. Decorative: the control around them carries the name. */
function icon(paths: ReactNode) {
  return function Icon({ size = 20 }: { readonly size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.8}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {paths}
      </svg>
    );
  };
}

export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const SearchIcon = icon(
  <>
    <circle cx="11" cy="11" r="6.5" />
    <path d="m16 16 4.5 4.5" />
  </>,
);
export const CompassIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="m15.5 8.5-2 5-5 2 2-5z" />
  </>,
);
export const BackIcon = icon(<path d="M19 12H5m6-6-6 6 6 6" />);
export const SendIcon = icon(<path d="M4.5 12 20 4.5 15 20l-3.4-6.6zM11.6 13.4 20 4.5" />);
export const DotsIcon = icon(<path d="M5 12h.01M12 12h.01M19 12h.01" strokeWidth={2.6} />);
export const PeopleIcon = icon(
  <>
    <circle cx="9" cy="8.5" r="3.5" />
    <path d="M2.8 19.5c.5-3.4 3-5.2 6.2-5.2s5.7 1.8 6.2 5.2M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.8c1.8.8 3 2.4 3.3 4.7" />
  </>,
);
export const PersonIcon = icon(
  <>
    <circle cx="12" cy="8.5" r="3.8" />
    <path d="M4.8 20c.6-3.7 3.5-5.7 7.2-5.7s6.6 2 7.2 5.7" />
  </>,
);
export const LockIcon = icon(
  <>
    <rect x="5" y="11" width="14" height="9" rx="2" />
    <path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3" />
  </>,
);
export const HashIcon = icon(<path d="M9.5 4 7.5 20M16.5 4l-2 16M4.5 9h15.5M4 15h15.5" />);
export const BellIcon = icon(<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4" />);
export const BellOffIcon = icon(<path d="M4 4l16 16M8 6.5A6 6 0 0 1 18 11v3M6.2 9.5 6 16.5 4.5 18H18M10 20.5h4" />);
export const SettingsIcon = icon(<path d="M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9M15 5.5v4M9 14.5v4" />);
export const WriteIcon = icon(
  <path d="M12 5H6.5a2 2 0 0 0-2 2v10.5a2 2 0 0 0 2 2H17a2 2 0 0 0 2-2V12M10 14l.7-3L18 3.8 20.2 6l-7.3 7.3z" />,
);
export const FilterIcon = icon(<path d="M4.5 7h15M7.5 12h9M10.5 17h3" />);
export const InfoIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 11v5M12 8h.01" />
  </>,
);
export const ChevronIcon = icon(<path d="m7 10 5 5 5-5" />);
export const LeaveIcon = icon(<path d="M10 4.5H6.5a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2H10M15 8l4 4-4 4m4-4H9.5" />);
export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="3.8" />
    <path d="M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1" />
  </>,
);
export const MoonIcon = icon(<path d="M19.5 14.2A8 8 0 1 1 9.8 4.5a6.3 6.3 0 0 0 9.7 9.7z" />);
export const ScreenIcon = icon(
  <>
    <rect x="3.5" y="4.5" width="17" height="12" rx="2" />
    <path d="M9 20h6M12 16.5V20" />
  </>,
);
export const ClockIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </>,
);
export const AlertIcon = icon(
  <>
    <path d="M12 4 2.8 19.5h18.4z" />
    <path d="M12 10v4M12 16.8h.01" />
  </>,
);
export const DownIcon = icon(<path d="M12 5v14m6-6-6 6-6-6" />);
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const CloudOffIcon = icon(
  <path d="M4 4l16 16M9 6.6A6 6 0 0 1 17.8 10a4.2 4.2 0 0 1 2.5 6.8M17 18.5H7.5a4.5 4.5 0 0 1-1-8.9" />,
);
export const CloseIcon = icon(<path d="m6 6 12 12M18 6 6 18" />);
export const SmileIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M8.5 14c.8 1.4 2 2 3.5 2s2.7-.6 3.5-2M9 9.6h.01M15 9.6h.01" />
  </>,
);
export const ReplyIcon = icon(<path d="M9.5 6 4 11.5 9.5 17M4.5 11.5H14a6 6 0 0 1 6 6v1" />);
export const EditIcon = icon(
  <path d="M4.5 19.5 5.4 15 15.8 4.6a1.7 1.7 0 0 1 2.4 0l1.2 1.2a1.7 1.7 0 0 1 0 2.4L9 18.6zM14 6.5l3.5 3.5" />,
);
export const PinIcon = icon(
  <path d="m14.5 3.8 5.7 5.7-3.4 1-3.6 3.6.2 4.2L5.7 10.600l4.2.2 3.6-3.600zM9.5 14.5 4 20" />,
);
export const CopyIcon = icon(
  <>
    <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
    <path d="M15.5 5.500v-.5a1.5 1.5 0 0 0-1.5-1.500H6A1.5 1.5 0 0 0 4.5 5v8A1.5 1.5 0 0 0 6 14.5" />
  </>,
);
export const LinkIcon = icon(
  <path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.700l1-1" />,
);
export const TrashIcon = icon(
  <path d="M4.5 6.500h15M9.5 6.500v-2h5v2M6.5 6.500l.8 13h9.400l.8-13M10 10.500v5M14 10.500v5" />,
);
