import { Wind } from "lucide-react";

export function BrandMark({ size = 32 }: { size?: number }) {
    return (
        <span
            className="grid place-items-center rounded-[9px] bg-clay text-clay-ink"
            style={{ width: size, height: size }}
        >
            <Wind size={size * 0.625} strokeWidth={1.75} aria-hidden />
        </span>
    );
}
