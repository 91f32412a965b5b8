import type { PolicyAccess } from "@/lib/sources/policy-access";

/** Plain names for what cloud policies are about. What is not here goes by its technical name. */
const aws: Readonly<Record<string, string>> = {
  acm: "certificates (ACM)",
  apigateway: "API Gateway",
  "application-autoscaling": "automatic scaling",
  athena: "Athena queries",
  autoscaling: "automatic scaling",
  "aws-portal": "billing",
  backup: "backups",
  billing: "billing",
  ce: "cost reports",
  cloudformation: "CloudFormation stacks",
  cloudfront: "CloudFront distributions",
  cloudtrail: "the audit trail (CloudTrail)",
  cloudwatch: "CloudWatch monitoring",
  codebuild: "CodeBuild builds",
  codecommit: "CodeCommit repositories",
  codedeploy: "CodeDeploy deployments",
  codepipeline: "CodePipeline pipelines",
  codestar: "CodeStar projects",
  "cognito-identity": "Cognito identities",
  "cognito-idp": "Cognito sign-in",
  config: "Config records",
  datapipeline: "data pipelines",
  ds: "directories (Directory Service)",
  dynamodb: "DynamoDB tables",
  ec2: "EC2 servers",
  "ec2-instance-connect": "sign-in to EC2 servers",
  ec2messages: "EC2 server messages",
  ecr: "container images (ECR)",
  ecs: "ECS containers",
  eks: "EKS clusters",
  elasticache: "ElastiCache",
  elasticbeanstalk: "Elastic Beanstalk",
  elasticfilesystem: "file storage (EFS)",
  elasticloadbalancing: "load balancers",
  elasticmapreduce: "EMR clusters",
  es: "search domains",
  events: "scheduled events",
  firehose: "Firehose streams",
  glacier: "Glacier archives",
  glue: "Glue data jobs",
  iam: "users and roles (IAM)",
  inspector: "Inspector findings",
  iot: "IoT devices",
  kinesis: "Kinesis streams",
  kms: "encryption keys (KMS)",
  lambda: "Lambda functions",
  logs: "CloudWatch logs",
  organizations: "the organisation's accounts",
  rds: "RDS databases",
  redshift: "Redshift warehouses",
  "resource-groups": "resource groups",
  route53: "DNS (Route 53)",
  route53domains: "domain names",
  s3: "S3 storage",
  sagemaker: "SageMaker",
  sdb: "SimpleDB",
  secretsmanager: "stored secrets",
  "service-linked roles": "roles of AWS services",
  securityhub: "Security Hub findings",
  ses: "mail sending (SES)",
  sns: "SNS notifications",
  sqs: "SQS queues",
  ssm: "server management (SSM)",
  ssmmessages: "server sessions (SSM)",
  sso: "single sign-on",
  states: "Step Functions",
  storagegateway: "Storage Gateway",
  sts: "temporary credentials",
  support: "support cases",
  tag: "tags",
  trustedadvisor: "Trusted Advisor",
  waf: "the web firewall",
  workspaces: "WorkSpaces desktops",
  xray: "X-Ray traces",
};

const kubernetes: Readonly<Record<string, string>> = {
  "*": "every kind of object",
  objects: "objects",
  clusterrolebindings: "cluster role bindings",
  clusterroles: "cluster roles",
  configmaps: "config maps",
  cronjobs: "scheduled jobs",
  customresourcedefinitions: "custom kinds",
  daemonsets: "daemon sets",
  deployments: "deployments",
  endpointslices: "endpoint slices",
  horizontalpodautoscalers: "autoscalers",
  networkpolicies: "network policies",
  nodes: "nodes",
  "nodes/metrics": "node metrics",
  persistentvolumeclaims: "volume claims",
  persistentvolumes: "volumes",
  poddisruptionbudgets: "disruption budgets",
  pods: "pods",
  "pods/exec": "the inside of pods",
  "pods/log": "pod logs",
  replicasets: "replica sets",
  replicationcontrollers: "replication controllers",
  resourcequotas: "quotas",
  rolebindings: "role bindings",
  secrets: "secrets",
  serviceaccounts: "service accounts",
  statefulsets: "stateful sets",
  storageclasses: "storage classes",
  subjectaccessreviews: "access checks",
  tokenreviews: "token checks",
};

/** "S3 storage" for s3. */
export function nameOf(platform: PolicyAccess["platform"], on: string): string {
  if (platform === "any") return on;
  if (platform === "aws") return aws[on] ?? on;
  return kubernetes[on] ?? (on.startsWith("*.") ? `every kind of object in ${on.slice(2)}` : on);
}

/** Where most of what matters is. */
const foremost =
  "iam kms secretsmanager s3 rds dynamodb ec2 lambda cloudtrail organizations secrets roles clusterroles pods nodes".split(
    " ",
  );

/** Where in a row of names it stands: what matters most first, then what has a plain name. */
export function placeInLine(platform: PolicyAccess["platform"], on: string): number {
  const at = foremost.indexOf(on);
  if (at >= 0) return at;
  return foremost.length + (on in (platform === "kubernetes" ? kubernetes : aws) ? 0 : 1);
}

/** Where something is done: "Lambda" for "Lambda functions", "IAM" for "users and roles (IAM)". */
function placeOf(platform: PolicyAccess["platform"], service: string): string {
  const name = nameOf(platform, service);
  const short = /\(([^)]+)\)/.exec(name)?.[1] ?? /^(?:[A-Z]\S*\s?)+/.exec(name)?.[0];
  return short?.trim() ?? name;
}

/** What single actions do, where a manager would not read it out of the name; without the verb's "can". */
const actions: Readonly<Record<string, string>> = {
  "dynamodb:getitem": "read records in DynamoDB tables",
  "dynamodb:putitem": "write records in DynamoDB tables",
  "ec2:associateiaminstanceprofile": "give roles to EC2 servers",
  "ec2:runinstances": "start new EC2 servers",
  "ec2:terminateinstances": "delete EC2 servers",
  "ec2-instance-connect:sendsshpublickey": "sign in to EC2 servers",
  "iam:addusertogroup": "add users to groups",
  "iam:attachgrouppolicy": "give policies to groups",
  "iam:attachrolepolicy": "give policies to roles",
  "iam:attachuserpolicy": "give policies to users",
  "iam:createservicelinkedrole": "set up roles of AWS services",
  "iam:deleterole": "delete roles",
  "iam:createaccesskey": "create access keys for users",
  "iam:createloginprofile": "set first passwords of users",
  "iam:createpolicy": "create policies",
  "iam:createpolicyversion": "rewrite policies",
  "iam:passrole": "hand roles to services",
  "iam:putgrouppolicy": "write policies of groups",
  "iam:putrolepolicy": "write policies of roles",
  "iam:putuserpolicy": "write policies of users",
  "iam:setdefaultpolicyversion": "switch policies to another version",
  "iam:updateassumerolepolicy": "change who can take on a role",
  "iam:updateloginprofile": "change passwords of users",
  "kms:decrypt": "decrypt data",
  "lambda:invokefunction": "run Lambda functions",
  "lambda:updatefunctioncode": "replace the code of Lambda functions",
  "s3:deleteobject": "delete files in S3 storage",
  "s3:getobject": "read files in S3 storage",
  "s3:listbucket": "list files in S3 storage",
  "s3:putobject": "write files in S3 storage",
  "s3:putobjectacl": "change who can read files in S3 storage",
  "secretsmanager:getsecretvalue": "read stored secrets",
  "sns:publish": "send SNS notifications",
  "sqs:receivemessage": "take messages from SQS queues",
  "sqs:sendmessage": "send messages to SQS queues",
  "ssm:sendcommand": "run commands on servers",
  "ssm:startsession": "open sessions on servers",
  "sts:assumerole": "take on other roles",
  "create pods/exec": "run commands in pods",
  "create serviceaccounts/token": "issue tokens of service accounts",
  "create subjectaccessreviews": "ask what others may do",
  "create tokenreviews": "check tokens",
  "exec objects": "run commands in containers",
  "get secrets": "read secrets",
  "list secrets": "list secrets with what they hold",
};

/** What an action does, where that is known by heart. */
export function knownWords(action: string, platform: PolicyAccess["platform"]): string | undefined {
  return platform === "any" ? undefined : actions[action.toLowerCase()];
}

/** Words of which there is only one. */
const MASS = /(s|access|code|config|configuration|content|data|info|metadata|usage|url)$/i;

/** One action in words, or undefined where its name has to be left to the groups: it has a wildcard, or says too little. */
export function actionWords(action: string, platform: PolicyAccess["platform"]): string | undefined {
  const known = knownWords(action, platform);
  if (known || action.includes(" ")) return known;
  const [service = "", name = ""] = action.split(":", 2);
  if (!/^[A-Z][a-z]+[A-Z][A-Za-z]+$/.test(name)) return undefined;
  const words = name
    .split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .map((w) => (/^[A-Z]{2,}/.test(w) ? w : w.toLowerCase()));
  const told = words.join(" ");
  const many = MASS.test(told) ? told : /[^aeiou]y$/.test(told) ? `${told.slice(0, -1)}ies` : `${told}s`;
  return `${many} in ${placeOf(platform, service.toLowerCase())}`;
}
