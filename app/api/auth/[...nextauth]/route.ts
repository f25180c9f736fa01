import { answerAuthRequest } from '@/lib/auth/auth-endpoints';

export const GET = answerAuthRequest;
export const POST = answerAuthRequest;
