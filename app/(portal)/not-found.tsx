import { NotForYou } from "@/components/auth/not-for-you";

export default function PortalNotFound() {
  return (
    <NotForYou title="There is nothing for you at this address">
      The page may have moved, or it belongs to someone else. What is not yours to see looks the same as what
      does not exist.
    </NotForYou>
  );
}
